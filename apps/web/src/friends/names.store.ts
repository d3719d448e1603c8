/** How people are called on screen: by the name they gave themselves, or else by their username, which says who they are. */
import { useLocalStorage } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, watch } from 'vue';
import { useConnection } from '../connection/connection.store.js';
import { namesKey } from '../offline/snapshot.js';
import { projected } from '../session/projected.js';
import { useSession } from '../session/session.store.js';
import { useFriends } from './friends.store.js';

export const useNames = defineStore('names', () => {
  const session = useSession();
  const connection = useConnection();
  const friends = useFriends();
  const { value: heard } = projected({ from: ['profiles'], read: (client) => client?.profiles.names ?? new Map<string, string>() });
  /** Before the server has told them: as they were last seen here. */
  const kept = useLocalStorage<Record<string, string>>(() => namesKey(session.username), {}, { writeDefaults: false });
  const names = computed(() => (friends.fetched ? heard.value : new Map([...Object.entries(kept.value), ...heard.value])));
  watch([heard, () => friends.fetched], ([now, fetched]) => {
    if (fetched) kept.value = Object.fromEntries(now);
  });
  /** One's own is in no list of one's own. */
  watch(
    () => connection.isLive,
    async (live) => {
      if (!live) return;
      const me = await session.http.me().catch(() => undefined);
      if (me !== undefined) session.client?.profiles.learn([me]);
    },
    { immediate: true },
  );

  function shown(username: string): string {
    return names.value.get(username) ?? username;
  }
  /** The username, where another name is shown. */
  function beside(username: string): string | undefined {
    return names.value.has(username) ? username : undefined;
  }
  return { shown, beside };
});
