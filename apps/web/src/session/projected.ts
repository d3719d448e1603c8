/** What the client knows, as a page sees it: read anew after the events that may have changed it, once for all of one moment. */
import type { MaruClient, MaruEvent, MaruEventType } from '@maru/client';
import { onScopeDispose, type ShallowRef, shallowRef, watch } from 'vue';
import { useSession } from './session.store.js';

interface Projection<T> {
  readonly from: readonly MaruEventType[];
  readonly concerns?: (event: MaruEvent) => boolean;
  /** `before`: what was read the last time. */
  readonly read: (client: MaruClient | undefined, before: T | undefined) => T;
}

export function projected<T>({ from, concerns = () => true, read }: Projection<T>): { value: Readonly<ShallowRef<T>>; again: () => void } {
  const session = useSession();
  const value = shallowRef(read(session.client, undefined)) as ShallowRef<T>;
  let due = false;
  const again = () => {
    if (due) return;
    due = true;
    queueMicrotask(() => {
      due = false;
      value.value = read(session.client, value.value);
    });
  };
  let stop: (() => void)[] = [];
  const silence = () => {
    for (const each of stop) each();
    stop = [];
  };
  watch(
    () => session.client,
    (client) => {
      silence();
      stop = client === undefined ? [] : from.map((type) => client.on(type, (event) => concerns(event) && again()));
      again();
    },
    { immediate: true, flush: 'sync' },
  );
  onScopeDispose(silence);
  return { value, again };
}
