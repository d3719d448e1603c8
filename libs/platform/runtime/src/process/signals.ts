/** Ctrl+C reaches a process from the terminal, and again from whoever started it: within this time it is one wish. */
const ONE_WISH_MS = 1_000;

/** The first signal asks to stop, a second one means at once. */
export function onStopSignal(stop: (signal: string) => void, stopAtOnce: () => void): void {
  let first: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (first === undefined) {
        first = performance.now();
        stop(signal);
      } else if (performance.now() - first > ONE_WISH_MS) stopAtOnce();
    });
  }
}
