import type { MaruClient } from '@maru/client';
import { CommandError } from '../command-line/command-error.js';

/** Rejects when the server could not be had for so long, or when it does not want us any more. */
export function whenLost(client: MaruClient, patienceMs: number): { promise: Promise<never>; stop: () => void } {
  const { promise, reject } = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  let why = '';
  const look = () => {
    const { state } = client;
    if (state.name === 'waiting' && state.error !== undefined) why = `: ${state.error.message}`;
    if (state.name === 'ended')
      reject(
        new CommandError(
          state.reason === 'session-ended' ? 'the session has ended: maru login' : `the connection has ended (${state.reason})`,
        ),
      );
    if (state.name === 'live') {
      clearTimeout(timer);
      timer = undefined;
    } else timer ??= setTimeout(() => reject(new CommandError(`not connected for ${patienceMs / 1_000} s${why}`)), patienceMs);
  };
  const unsubscribe = client.on('state', look);
  look();
  return {
    promise,
    stop: () => {
      unsubscribe();
      clearTimeout(timer);
    },
  };
}
