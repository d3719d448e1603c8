/** Messages with a text in them: at once those that are here, and a moment later what the server finds beyond. */
import { watchDebounced } from '@vueuse/core';
import { computed, type Ref, ref, shallowRef } from 'vue';
import { useChats } from '../chats/chats.store.js';
import { useConnection } from '../connection/connection.store.js';
import { found } from '../conversation/found.js';
import { projected } from '../session/projected.js';
import { reasonOf } from '../session/reasons.js';
import { useSession } from '../session/session.store.js';
import { useNotices } from '../ui/notices.store.js';

export interface Hit {
  readonly channelId: number;
  readonly messageSequence: number;
  readonly username: string;
  readonly content: string;
  readonly createdAt: number;
}

/** Nobody wants to know of each letter while one types. */
const TYPING_MS = 250;
/** A look ends with so many hits, or after so many pages of nothing. */
const ENOUGH = 20;
const PAGES_A_LOOK = 5;

/** In one channel, or in all. */
export function useMessageSearch(query: Readonly<Ref<string>>, channelId?: number) {
  const session = useSession();
  const chats = useChats();
  const connection = useConnection();
  const notices = useNotices();
  const served = shallowRef<readonly Hit[]>([]);
  const cursor = ref<string>();
  const looking = ref(false);
  let turn = 0;

  const { value: here } = projected<readonly Hit[]>({
    from: ['timeline', 'channels'],
    concerns: (event) => channelId === undefined || (event.type === 'timeline' && event.channelId === channelId),
    read: (client) =>
      (channelId === undefined ? chats.list.map((channel) => channel.channelId) : [channelId]).flatMap((id) =>
        (client?.timeline(id).entries ?? []).flatMap((entry) => (entry.state === 'sent' ? [{ ...entry, channelId: id }] : [])),
      ),
  });
  const hits = computed<readonly Hit[]>(() => {
    const known = [...here.value.filter(({ content }) => found(content, query.value)), ...served.value];
    const once = new Map(known.map((hit) => [`${hit.channelId}/${hit.messageSequence}`, hit]));
    return [...once.values()].toSorted((a, b) => b.createdAt - a.createdAt || b.messageSequence - a.messageSequence);
  });
  const hasMore = computed(() => cursor.value !== undefined && connection.isLive);

  watchDebounced(
    [query, () => connection.isLive],
    async ([text, live]) => {
      turn++;
      served.value = [];
      cursor.value = undefined;
      looking.value = false;
      if (live && text.trim() !== '') await lookFurther();
    },
    { debounce: TYPING_MS, immediate: true },
  );

  async function lookFurther(): Promise<void> {
    const mine = turn;
    looking.value = true;
    try {
      for (let page = 0, count = 0; page < PAGES_A_LOOK && count < ENOUGH; page++) {
        const answer = await session.client?.request({
          type: 'SEARCH_MESSAGES_REQUEST',
          query: query.value,
          ...(channelId === undefined ? {} : { channelId }),
          ...(cursor.value === undefined ? {} : { cursor: cursor.value }),
        });
        if (answer === undefined || mine !== turn) return;
        served.value = [...served.value, ...answer.messages.map((message) => ({ ...message, channelId: message.channelId.id }))];
        count += answer.messages.length;
        cursor.value = answer.cursor;
        if (answer.cursor === undefined) return;
      }
    } catch (error) {
      // What is shown is not all then. A lost connection has its own banner, and the search begins anew when it is back.
      if (mine === turn && connection.isLive) notices.show(reasonOf(error));
    } finally {
      if (mine === turn) looking.value = false;
    }
  }
  return { hits, hasMore, looking, lookFurther };
}
