import { setTimeout as wait } from 'node:timers/promises';

type Missing = false | 0 | '' | null | undefined;

/** Waits for what is to come about, however long it takes on this machine, and resolves to it. Fails when it has not come after all. */
export async function waitUntil<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 20_000, what = 'what was awaited' } = {},
): Promise<Exclude<T, Missing>> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const found = await condition();
    if (found) return found as Exclude<T, Missing>;
    if (performance.now() > end) throw new Error(`${what} has not come about after ${timeoutMs} ms`);
    await wait(2);
  }
}
