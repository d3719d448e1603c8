/** What is set going from here belongs to nobody's context: no correlation id that was not sent along, no unit of work that it is not part of. */
import { AsyncLocalStorage } from 'node:async_hooks';

export const outside = AsyncLocalStorage.snapshot();
