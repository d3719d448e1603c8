/** What was begun and not sent, by channel. It outlives the page, and the other tabs see it. */
import { defineStore } from 'pinia';
import { reactive, watch } from 'vue';
import { useSession } from '../session/session.store.js';

export const useDrafts = defineStore('drafts', () => {
  const session = useSession();
  const texts = reactive(new Map<number, string>());
  const prefix = () => `maru.draft.${session.username}.`;

  function load(): void {
    texts.clear();
    for (const key of Object.keys(localStorage)) {
      if (session.username !== '' && key.startsWith(prefix()))
        texts.set(Number(key.slice(prefix().length)), localStorage.getItem(key) ?? '');
    }
  }
  watch(() => session.username, load, { immediate: true });
  addEventListener('storage', ({ key }) => {
    if (key === null || key.startsWith(prefix())) load();
  });

  function of(channelId: number): string {
    return texts.get(channelId) ?? '';
  }

  function keep(channelId: number, text: string): void {
    if (text === of(channelId)) return;
    if (text.trim() === '') {
      texts.delete(channelId);
      localStorage.removeItem(prefix() + channelId);
    } else {
      texts.set(channelId, text);
      localStorage.setItem(prefix() + channelId, text);
    }
  }
  return { of, keep };
});
