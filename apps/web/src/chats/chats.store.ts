/** My channels as the list shows them. */
import type { Channel } from '@maru/client';
import { useDebounceFn } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { useNames } from '../friends/names.store.js';
import { Snapshot } from '../offline/snapshot.js';
import { projected } from '../session/projected.js';
import { useSession } from '../session/session.store.js';
import { say } from '../say/say.js';

const KEEP_AFTER_MS = 1_000;

export const useChats = defineStore('chats', () => {
  const session = useSession();
  const snapshot = shallowRef<Snapshot>();
  const seen = shallowRef<readonly Channel[]>([]);
  /** Whether the list is the server's; before that, it is what was last seen here. */
  const fetched = ref(false);
  const live = projected<readonly Channel[]>({
    from: ['channels', 'channel', 'message'],
    read: (client) => client?.channels.list ?? [],
  }).value;
  const typing = projected({
    from: ['typing'],
    read: (client) => new Map((client?.channels.list ?? []).map(({ channelId }) => [channelId, client?.typists(channelId) ?? []] as const)),
  }).value;
  const failed = projected({
    from: ['outbox'],
    read: (client) => new Set((client?.outbox ?? []).filter(({ state }) => state === 'failed').map(({ channelId }) => channelId)),
  }).value;

  const list = computed<readonly Channel[]>(() => (fetched.value ? live.value : seen.value));
  const byId = computed(() => new Map(list.value.map((channel) => [channel.channelId, channel])));
  /** The one number of the list, the title and the app's badge. Channels that were silenced are not in it. */
  const unreadCount = computed(() => list.value.reduce((sum, { notify, unreadCount: n }) => (notify === 'NONE' ? sum : sum + n), 0));

  watch(
    () => session.client,
    (client) => {
      fetched.value = false;
      seen.value = [];
      if (client === undefined) return;
      const opened = new Snapshot(session.username);
      snapshot.value = opened;
      void recall(opened);
      client.on('channels', () => (fetched.value = true));
    },
    { immediate: true, flush: 'sync' },
  );
  async function recall(opened: Snapshot): Promise<void> {
    const channels = await opened.channels();
    if (snapshot.value === opened) seen.value = channels;
  }
  const keep = useDebounceFn(() => (fetched.value ? snapshot.value?.keepChannels(live.value) : undefined), KEEP_AFTER_MS);
  watch(live, keep);

  function get(channelId: number): Channel | undefined {
    return byId.value.get(channelId);
  }

  async function openDirect(username: string): Promise<number> {
    const known = list.value.find((channel) => channel.kind === 'DIRECT' && channel.with === username);
    if (known !== undefined) return known.channelId;
    const answer = await session.client?.request({ type: 'CREATE_REQUEST', participantUsername: username });
    return answer?.channelId.id ?? 0;
  }

  return { list, fetched, typing, failed, unreadCount, snapshot, get, openDirect };
});

/** What a channel is called on screen. */
export function titleOf({ title, with: other, kind }: Channel): string {
  if (title !== '') return title;
  if (kind !== 'DIRECT') return say('chats.untitled');
  return other === undefined ? say('chats.nobody') : useNames().shown(other);
}
