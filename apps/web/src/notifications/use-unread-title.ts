/** The list's number in the title of the page, on the icon of the tab and on that of the app. */
import { watch } from 'vue';
import { useChats } from '../chats/chats.store.js';
import { language } from '../say/say.js';

export function useUnreadTitle(): void {
  const chats = useChats();
  watch(
    [() => chats.unreadCount, language],
    ([unread, spoken]) => {
      const name = spoken === 'ko' ? '마루' : 'Maru';
      document.title = unread > 0 ? `(${unread}) ${name}` : name;
      document.querySelector('link[rel="icon"]')?.setAttribute('href', unread > 0 ? '/favicon-unread.svg' : '/favicon.svg');
      if ('setAppBadge' in navigator) void (unread > 0 ? navigator.setAppBadge(unread) : navigator.clearAppBadge()).catch(() => undefined);
    },
    { immediate: true },
  );
}
