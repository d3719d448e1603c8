/** Tells of messages that nobody is looking at, and takes it back when they are read, here or elsewhere. */
import type { Channel, EventOf } from '@maru/client';
import { isQuiet, mentions } from '@maru/contracts';
import { useEventListener } from '@vueuse/core';
import { onScopeDispose, watch } from 'vue';
import { useRouter } from 'vue-router';
import { titleOf, useChats } from '../chats/chats.store.js';
import { useNames } from '../friends/names.store.js';
import { say } from '../say/say.js';
import { useSession } from '../session/session.store.js';
import { usePreferences } from '../settings/preferences.store.js';
import { chime } from './chime.js';
import { Leader } from './leader.js';

/** Other tabs tell which channel they show to somebody's eyes. */
interface Looked {
  readonly channelId: number;
  readonly at: number;
}

/** A tab that looks says so within this time, before the leader speaks. */
const GRACE_MS = 120;

export function useNotifications(): void {
  const router = useRouter();
  const session = useSession();
  const chats = useChats();
  const names = useNames();
  const preferences = usePreferences();
  const leader = new Leader('maru-notifications');
  const shown = new Map<number, Notification>();
  const looks = new BroadcastChannel('maru-looks');
  const lookedAt = new Map<number, number>();
  looks.addEventListener('message', ({ data }: MessageEvent<Looked>) => lookedAt.set(data.channelId, data.at));

  function looksHere(channelId: number): boolean {
    return document.hasFocus() && Number(router.currentRoute.value.params['channelId']) === channelId;
  }

  function heard({ channelId, message, mine }: EventOf<'message'>): void {
    if (mine) return;
    if (looksHere(channelId)) {
      looks.postMessage({ channelId, at: Date.now() } satisfies Looked);
      return;
    }
    if (quietNow()) return;
    const since = Date.now() - GRACE_MS;
    setTimeout(() => {
      const channel = chats.get(channelId);
      const isLookedAt = (lookedAt.get(channelId) ?? 0) >= since;
      if (leader.leads && !isLookedAt && channel !== undefined && isWanted(channel, message.content))
        tell(channelId, titleOf(channel), message);
    }, GRACE_MS);
  }

  function quietNow(): boolean {
    const { quiet, quietFrom: from, quietTo: to, quietZone: timeZone } = preferences.chosen;
    return quiet && isQuiet({ from, to, timeZone }, Date.now());
  }

  function isWanted({ notify }: Channel, content: string): boolean {
    return notify === 'ALL' || (notify === 'MENTIONS' && mentions(content, session.username));
  }

  function tell(channelId: number, title: string, message: EventOf<'message'>['message']): void {
    const { notify, showContent, sound } = preferences.chosen;
    if (sound) chime();
    if (!notify || !('Notification' in globalThis) || Notification.permission !== 'granted') return;
    const body = showContent ? message.content.slice(0, 200) : say('notify.newMessage');
    const path = `/chats/${channelId}/m/${message.messageSequence}`;
    const options = { body, tag: `maru-${channelId}`, icon: '/app-icon-192.png', data: { path } };
    const sender = names.shown(message.username);
    const heading = title === sender ? title : `${sender} · ${title}`;
    const notification = notificationOf(heading, options);
    if (notification === undefined) {
      void navigator.serviceWorker.ready.then((worker) => worker.showNotification(heading, options));
      return;
    }
    notification.addEventListener('click', () => {
      window.focus();
      notification.close();
      void router.push(path);
    });
    shown.set(channelId, notification);
  }

  watch(
    () => session.client,
    (client) => {
      client?.on('message', heard);
      client?.on('channel', ({ channel }) => {
        if (channel.unreadCount > 0) return;
        shown.get(channel.channelId)?.close();
        shown.delete(channel.channelId);
      });
    },
    { immediate: true },
  );
  /** A click on one that the service worker showed. */
  useEventListener(navigator.serviceWorker, 'message', ({ data }: MessageEvent<{ path?: string }>) => {
    if (data.path?.startsWith('/chats/') === true) void router.push(data.path);
  });
  onScopeDispose(() => looks.close());
}

/** Phones have them from the service worker only, and say so by throwing. */
function notificationOf(heading: string, options: NotificationOptions): Notification | undefined {
  try {
    return new Notification(heading, options);
  } catch {
    return undefined;
  }
}
