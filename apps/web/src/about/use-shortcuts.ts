/** Listens for all shortcuts, in one place. */
import { useEventListener } from '@vueuse/core';
import { useRouter } from 'vue-router';
import { useChats } from '../chats/chats.store.js';
import { usePanels } from './panels.store.js';
import { type Shortcut, shortcuts } from './shortcuts.js';

const REGIONS = ['list', 'messages', 'composer'] as const;

export function useShortcuts(): readonly Shortcut[] {
  const router = useRouter();
  const chats = useChats();
  const panels = usePanels();

  function next(step: 1 | -1, unreadOnly: boolean): unknown {
    const here = Number(router.currentRoute.value.params['channelId'] ?? 0);
    const { list } = chats;
    const from = list.findIndex(({ channelId }) => channelId === here);
    for (let n = 1; n <= list.length; n++) {
      const channel = list[(from + step * n + list.length * 2) % list.length];
      if (channel !== undefined && channel.channelId !== here && (!unreadOnly || channel.unreadCount > 0))
        return router.push(`/chats/${channel.channelId}`);
    }
    return undefined;
  }

  const all = shortcuts({
    switcher: () => (panels.dialog === 'switcher' ? panels.close() : panels.open('switcher')),
    shortcuts: () => panels.open('shortcuts'),
    newChat: () => panels.open('new-chat'),
    next,
    region,
    searchHere: () => click('[data-does="search"]'),
    latest: () => click('.jump'),
  });
  useEventListener(window, 'keydown', (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    const shortcut = all.find(({ is }) => is?.(event));
    if (shortcut === undefined || (panels.dialog !== undefined && shortcut.says !== 'keys.switcher')) return;
    if (shortcut.says === 'keys.searchHere' && document.querySelector('[data-does="search"]') === null) return;
    event.preventDefault();
    shortcut.run?.(event);
  });
  return all;
}

/** Round list, messages and composer. */
function region(back: boolean): void {
  const there = REGIONS.flatMap((name) => [...document.querySelectorAll<HTMLElement>(`[data-region="${name}"]`)].slice(0, 1));
  const at = there.findIndex((element) => element.contains(document.activeElement));
  const to = there[(at + (back ? -1 : 1) + there.length) % Math.max(1, there.length)];
  (to?.querySelector<HTMLElement>('a.chat[aria-current]') ?? to?.querySelector<HTMLElement>('a.chat') ?? to)?.focus();
}

function click(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.click();
}
