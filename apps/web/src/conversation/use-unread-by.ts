/** The number beside a bubble: how many members have not read it yet; undefined where that is not known. It follows from the read pointers alone. */
import { watch } from 'vue';
import { useChats } from '../chats/chats.store.js';
import { useConnection } from '../connection/connection.store.js';
import { projected } from '../session/projected.js';
import { useSession } from '../session/session.store.js';

/** Larger channels are not told of each other's reading. */
const LARGEST = 100;

export function useUnreadBy(channelId: number): (sequence: number | undefined) => number | undefined {
  const session = useSession();
  const chats = useChats();
  const connection = useConnection();
  const { value: pointers } = projected<readonly number[] | undefined>({
    from: ['members'],
    concerns: (event) => event.type === 'members' && event.channelId === channelId,
    read: (client) =>
      client?.members.isComplete(channelId) === true
        ? client.members.list(channelId).map((member) => member.lastReadMessageSequence)
        : undefined,
  });
  watch(
    () => connection.isLive,
    (live) => {
      const isSmall = (chats.get(channelId)?.headCount ?? 0) <= LARGEST;
      if (live && isSmall && session.client?.members.isComplete(channelId) !== true)
        void session.client?.members.load(channelId).catch(() => undefined);
    },
    { immediate: true },
  );
  return (sequence) => (sequence === undefined ? undefined : pointers.value?.filter((pointer) => pointer < sequence).length);
}
