import type { MessageStore, Metrics } from '@maru/ports';
import { UnitNumbers } from './unit-numbers.js';

/** The store itself, but that its units are counted, timed and traced as a service's other units are. */
export function observedMessageStore(store: MessageStore, service: string, metrics: Metrics): MessageStore {
  const numbers = new UnitNumbers(service, metrics);
  const write: MessageStore['write'] = (partition, work) => numbers.observe((observed) => store.write(partition, observed(work)));
  return Object.assign(Object.create(store) as MessageStore, { write });
}
