/** One id follows a request through frames, records, queries and logs. */
import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<string>();

export const CORRELATION_HEADER = 'correlation-id';

export const correlation = {
  id(): string | undefined {
    return current.getStore();
  },
  run<T>(id: string, work: () => T): T {
    return current.run(id, work);
  },
};
