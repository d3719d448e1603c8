/** My friends, the invitations both ways, and who of them is there. */
import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import { projected } from '../session/projected.js';
import { useSession } from '../session/session.store.js';

const FOLLOWED = 128;

export const useFriends = defineStore('friends', () => {
  const session = useSession();
  const all = projected({ from: ['connections', 'connection'], read: (client) => client?.connections.list() ?? [] }).value;
  const fetched = ref(false);

  const friends = computed(() => all.value.filter(({ status }) => status === 'ACCEPTED').map(({ username }) => username));
  const received = computed(() => pending(({ inviter }) => inviter !== session.username));
  const sent = computed(() => pending(({ inviter }) => inviter === session.username));
  const followed = computed(() => friends.value.slice(0, FOLLOWED));
  const presences = projected({
    from: ['presence', 'state'],
    read: (client) =>
      new Map(
        followed.value.flatMap((name) => {
          const presence = client?.state.name === 'live' ? client.presence.get(name) : undefined;
          return presence === undefined ? [] : [[name, presence] as const];
        }),
      ),
  });

  function pending(which: (connection: { inviter: string }) => boolean): string[] {
    return all.value.filter((connection) => connection.status === 'PENDING' && which(connection)).map(({ username }) => username);
  }

  watch(
    () => session.client,
    (client) => {
      fetched.value = false;
      client?.on('connections', () => (fetched.value = true));
    },
    { immediate: true, flush: 'sync' },
  );
  watch(followed, async (names, before) => {
    if (session.client === undefined || (names.length === 0 && before.length === 0)) return;
    if (names.join(' ') !== before.join(' ')) await session.client.presence.follow(names).then(presences.again, () => undefined);
  });

  function isFriend(username: string): boolean {
    return friends.value.includes(username);
  }
  function isOnline(username: string): boolean {
    return presences.value.value.get(username)?.online === true;
  }
  function lastSeenAt(username: string): number | undefined {
    return presences.value.value.get(username)?.lastSeenAt;
  }
  async function accept(username: string): Promise<void> {
    await session.client?.request({ type: 'ACCEPT_REQUEST', username });
  }
  async function reject(username: string): Promise<void> {
    await session.client?.request({ type: 'REJECT_REQUEST', username });
  }
  async function remove(username: string): Promise<void> {
    await session.client?.request({ type: 'DISCONNECT_REQUEST', username });
  }

  return { friends, received, sent, fetched, isFriend, isOnline, lastSeenAt, accept, reject, remove };
});
