/** One channel's messages: the client's, and before it has any, those that were last seen here. */
import type { Gap, SentEntry, TimelineEntry } from '@maru/client';
import { useDebounceFn } from '@vueuse/core';
import { computed, ref, shallowRef, watch } from 'vue';
import { useChats } from '../chats/chats.store.js';
import { projected } from '../session/projected.js';
import { useSession } from '../session/session.store.js';

const KEEP_AFTER_MS = 800;

interface Known {
  readonly entries: readonly TimelineEntry[];
  readonly gaps: readonly Gap[];
}

export function useTimeline(channelId: number) {
  const session = useSession();
  const chats = useChats();
  const loading = ref(false);
  const failed = ref(false);
  const seen = shallowRef<readonly SentEntry[]>([]);
  const { value: known } = projected<Known>({
    from: ['timeline', 'reset'],
    concerns: (event) => 'channelId' in event && event.channelId === channelId,
    read: (client) => {
      const timeline = client?.timeline(channelId);
      return { entries: timeline?.entries ?? [], gaps: timeline?.gaps ?? [] };
    },
  });
  const hasSent = computed(() => known.value.entries.some(({ state }) => state === 'sent'));
  const entries = computed<readonly TimelineEntry[]>(() => (hasSent.value ? known.value.entries : [...seen.value, ...known.value.entries]));
  const gaps = computed(() => (hasSent.value ? known.value.gaps : []));
  const hasOlder = computed(() => hasSent.value && known.value.gaps[0]?.from === 1);
  const isEmpty = computed(() => entries.value.length === 0 && !loading.value && chats.get(channelId)?.lastMessageSequence === 0);

  void chats.snapshot?.messages(channelId).then((messages) => (seen.value = messages));
  const keep = useDebounceFn(() => {
    const sent = known.value.entries.filter((entry) => entry.state === 'sent');
    return sent.length === 0 ? undefined : chats.snapshot?.keepMessages(channelId, sent);
  }, KEEP_AFTER_MS);
  watch(known, keep);

  /** Whether it worked. Whoever asks while something is loading waits for that. */
  async function load(work: () => Promise<unknown> | undefined): Promise<boolean> {
    loading.value = true;
    failed.value = false;
    try {
      await work();
      return true;
    } catch {
      failed.value = true;
      return false;
    } finally {
      loading.value = false;
    }
  }
  const timeline = () => session.client?.timeline(channelId);

  return {
    entries,
    gaps,
    hasOlder,
    hasSent,
    isEmpty,
    loading,
    failed,
    latest: () => load(() => timeline()?.loadLatest()),
    older: () => load(() => timeline()?.loadOlder()),
    around: (sequence: number) => load(() => timeline()?.loadAround(sequence)),
    before: (sequence: number) => load(() => timeline()?.loadBefore(sequence)),
    after: (sequence: number) => load(() => timeline()?.loadAfter(sequence)),
  };
}
