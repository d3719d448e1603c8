/** Who is signed in here, and their client. The cookie is the credential: no script of this page ever holds one. */
import { connect, indexedDbStorage, type MaruClient, MaruError, MaruHttp } from '@maru/client';
import { defineStore } from 'pinia';
import { markRaw, ref, shallowRef } from 'vue';

/** `away`: Maru could not be asked, and somebody was signed in here before. */
type Standing = 'unknown' | 'out' | 'in';
export type SessionEnd = 'session-ended' | 'unsupported' | 'too-many-sockets';

const LAST_USER = 'maru.username';
const TIMELINE_MESSAGES = 12_000;

export const useSession = defineStore('session', () => {
  const http = markRaw(new MaruHttp(location.origin, { credentials: 'cookie' }));
  const standing = ref<Standing>('unknown');
  const username = ref('');
  const client = shallowRef<MaruClient>();
  const end = ref<SessionEnd>();

  /** Who this is, as the server says: the cookie decides, whatever is kept here. Where nobody answers, who it was. */
  async function find(): Promise<void> {
    const last = localStorage.getItem(LAST_USER);
    try {
      enter((await http.me()).username);
    } catch (error) {
      const isRefused = error instanceof MaruError && error.status !== undefined && error.status < 500;
      if (last === null || isRefused) leave();
      else enter(last);
    }
  }

  async function signIn(name: string, password: string): Promise<void> {
    const session = await http.login(name, password);
    enter(session.username);
  }

  async function signUp(name: string, password: string): Promise<void> {
    await http.register(name, password);
    await signIn(name, password);
  }

  async function signOut(): Promise<void> {
    await http.logout();
    leave();
  }

  async function deleteAccount(password: string): Promise<void> {
    await http.unregister(password);
    leave();
  }

  function enter(name: string): void {
    localStorage.setItem(LAST_USER, name);
    username.value = name;
    open();
    standing.value = 'in';
  }

  /** Anew, after a session was replaced or found too old. */
  function open(): void {
    void client.value?.close();
    end.value = undefined;
    const opened = connect({
      http,
      storage: indexedDbStorage(`maru-outbox-${username.value}`, { sharedByTabs: true }),
      settings: { timelineMessages: TIMELINE_MESSAGES, cachedMessages: 2 * TIMELINE_MESSAGES, backOffMaxMs: 15_000 },
    });
    opened.on('state', ({ state }) => {
      if (client.value === opened && state.name === 'ended' && state.reason !== 'closed') end.value = state.reason;
    });
    client.value = opened;
  }

  function leave(): void {
    localStorage.removeItem(LAST_USER);
    void client.value?.close();
    client.value = undefined;
    end.value = undefined;
    username.value = '';
    standing.value = 'out';
  }

  return { http, standing, username, client, end, find, signIn, signUp, signOut, deleteAccount, open, leave };
});
