/**
 * What one service sets going in another runs outside of the first one's context, as if it had crossed a process:
 * no correlation id that was not sent along, no unit of work that it is not part of.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

export const outside = AsyncLocalStorage.snapshot();
