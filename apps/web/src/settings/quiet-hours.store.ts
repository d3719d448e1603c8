/**
 * Quiet hours belong to the account: they hold on each of its devices, and for what is pushed. The preferences keep a copy, which holds while
 * the server cannot be asked.
 */
import type { Settings } from '@maru/contracts';
import { defineStore } from 'pinia';
import { watch } from 'vue';
import { useConnection } from '../connection/connection.store.js';
import { reasonOf } from '../session/reasons.js';
import { useSession } from '../session/session.store.js';
import { useNotices } from '../ui/notices.store.js';
import { type Preferences, usePreferences } from './preferences.store.js';

type Quiet = Partial<Pick<Preferences, 'quiet' | 'quietFrom' | 'quietTo'>>;

export const useQuietHours = defineStore('quiet-hours', () => {
  const session = useSession();
  const connection = useConnection();
  const preferences = usePreferences();
  const notices = useNotices();
  let changes = 0;

  watch(
    () => connection.isLive,
    async (live) => {
      if (!live) return;
      const before = changes;
      const settings = await session.http.settings().catch(() => undefined);
      if (settings === undefined || before !== changes) return;
      apply(settings);
    },
    { immediate: true },
  );
  /** Chosen elsewhere, or here, in the order in which the server took it. */
  watch(
    () => session.client,
    (client) =>
      client?.on('settings', ({ settings }) => {
        changes++;
        apply(settings);
      }),
    { immediate: true, flush: 'sync' },
  );

  function apply({ quietHours }: Settings): void {
    if (quietHours === undefined) preferences.change({ quiet: false });
    else preferences.change({ quiet: true, quietFrom: quietHours.from, quietTo: quietHours.to, quietZone: quietHours.timeZone });
  }

  /** By the clock of where one is now. */
  async function choose(wanted: Quiet): Promise<void> {
    changes++;
    const { quiet, quietFrom, quietTo, quietZone } = preferences.chosen;
    preferences.change({ ...wanted, quietZone: new Intl.DateTimeFormat().resolvedOptions().timeZone });
    const { quiet: on, quietFrom: from, quietTo: to, quietZone: timeZone } = preferences.chosen;
    try {
      await session.http.changeSettings(on ? { quietHours: { from, to, timeZone } } : {});
    } catch (error) {
      preferences.change({ quiet, quietFrom, quietTo, quietZone });
      notices.show(reasonOf(error));
    }
  }
  return { choose };
});
