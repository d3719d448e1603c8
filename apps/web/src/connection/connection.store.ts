/** How the connection stands, and whether that is worth a word. */
import { useNow, useOnline } from '@vueuse/core';
import type { SocketState } from '@maru/client';
import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import { projected } from '../session/projected.js';
import { useSession } from '../session/session.store.js';

/** Shorter troubles are nobody's business. */
const QUIET_MS = 2_000;
const BACK_SHOWN_MS = 1_500;

export const useConnection = defineStore('connection', () => {
  const session = useSession();
  const online = useOnline();
  const state = projected<SocketState>({ from: ['state'], read: (client) => client?.state ?? { name: 'connecting' } }).value;
  const outbox = projected({ from: ['outbox', 'state'], read: (client) => client?.outbox ?? [] }).value;
  const { now, pause, resume } = useNow({ interval: 250, controls: true });
  const brokenSince = ref<number | undefined>(Date.now());
  const everLive = ref(false);
  const backSince = ref<number>();

  const isLive = computed(() => state.value.name === 'live');
  watch(
    [isLive, () => session.client],
    ([live], [wasLive]) => {
      const told = banner.value === 'lost' || banner.value === 'offline';
      if (live) {
        if (told && everLive.value) backSince.value = Date.now();
        brokenSince.value = undefined;
        everLive.value = true;
        setTimeout(() => isLive.value && pause(), 2 * BACK_SHOWN_MS);
      } else if (wasLive || brokenSince.value === undefined) {
        brokenSince.value = Date.now();
        resume();
      }
    },
    { flush: 'sync' },
  );

  const banner = computed<'none' | 'lost' | 'offline' | 'back'>(() => {
    const at = now.value.getTime();
    if (session.client === undefined || session.end !== undefined) return 'none';
    if (isLive.value) return backSince.value !== undefined && at - backSince.value < BACK_SHOWN_MS ? 'back' : 'none';
    if (brokenSince.value === undefined || at - brokenSince.value < QUIET_MS) return 'none';
    return online.value ? 'lost' : 'offline';
  });
  const retryInSeconds = computed(() =>
    state.value.name === 'waiting' ? Math.max(0, Math.ceil((state.value.retryAt - now.value.getTime()) / 1_000)) : 0,
  );
  const waiting = computed(() => outbox.value.filter((entry) => entry.state === 'pending').length);

  function retry(): void {
    session.client?.wake();
  }
  addEventListener('online', retry);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') retry();
  });

  return { state, isLive, everLive, banner, retryInSeconds, waiting, online, retry };
});
