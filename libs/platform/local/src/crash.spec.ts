/** What a process that is killed leaves is what its files hold at that moment: so a copy of the folder stands for it. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageEvents } from '@maru/contracts';
import type { Platform } from '@maru/ports';
import { contractTables, messageWritten, positionOf } from '@maru/ports/contracts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FixedClock } from './clock/fixed-clock.js';
import { local } from './local.js';

let root: string;
let clock: FixedClock;
let opened: Platform[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'maru-'));
  clock = new FixedClock();
  opened = [];
});
afterEach(async () => {
  for (const platform of opened) await platform.close();
  rmSync(root, { recursive: true });
});

async function start(name: string): Promise<Platform> {
  const platform = await local({ dataFolder: join(root, name), clock });
  opened.push(platform);
  return platform;
}
async function startAfterCrashOf(crashed: string, name: string): Promise<Platform> {
  cpSync(join(root, crashed), join(root, name), { recursive: true });
  return start(name);
}
async function listen(platform: Platform, group: string, handle: () => Promise<void> = async () => undefined): Promise<string[]> {
  const got: string[] = [];
  await platform.bus.subscribe({
    group,
    topics: [messageEvents],
    batchSize: 10,
    handle: async (batch) => {
      await handle();
      got.push(...batch.map(({ value }) => positionOf(value)));
    },
  });
  return got;
}

test('what a unit published and a group has not handled comes to it after a crash, in order', async () => {
  const crashing = await start('crashing');
  const gate = Promise.withResolvers<void>();
  const quick = await listen(crashing, 'quick');
  await listen(crashing, 'slow', () => gate.promise);
  const units = await crashing.unitOfWork(contractTables);
  for (const n of [1, 2, 3]) await units.run(async (unit) => unit.publish(messageWritten(7, n)));
  await vi.waitFor(() => expect(quick).toEqual(['7/1', '7/2', '7/3']), 10_000);

  const next = await startAfterCrashOf('crashing', 'next');
  gate.resolve();
  const slow = await listen(next, 'slow');
  await next.unitOfWork(contractTables);
  await next.recover();
  await vi.waitFor(() => expect(slow).toEqual(['7/1', '7/2', '7/3']), 10_000);

  await clock.advance(2_000);
  const third = await startAfterCrashOf('next', 'third');
  const again = await listen(third, 'slow');
  await third.unitOfWork(contractTables);
  await third.recover();
  await third.bus.close();
  expect(again).toEqual([]);
});

test('so it is with the message store', async () => {
  const crashing = await start('crashing');
  await listen(crashing, 'slow', () => new Promise(() => undefined));
  const store = await crashing.messageStore();
  await store.write(7, async (unit) => unit.publish(messageWritten(7, 1)));
  const next = await startAfterCrashOf('crashing', 'next');
  const slow = await listen(next, 'slow');
  await next.messageStore();
  await next.recover();
  await vi.waitFor(() => expect(slow).toEqual(['7/1']), 10_000);
  opened.shift();
});

test('kept keys and who was seen when survive, and the rest does not', async () => {
  const crashing = await start('crashing');
  await crashing.keyValue.set('session', 's', { keep: true, ttlMs: 60_000 });
  await crashing.keyValue.set('passing', 'p');
  await crashing.presence.arrive('gateway', 7);
  const next = await startAfterCrashOf('crashing', 'next');
  expect(await next.keyValue.getMany(['session', 'passing'])).toEqual(['s', undefined]);
  expect((await next.presence.find([7])).get(7)).toEqual({ online: false, connected: false, lastSeenAt: clock.now() });
});

test('a unit behind the close of the bus keeps what it tells for the next process', async () => {
  const closing = await start('closing');
  const units = await closing.unitOfWork(contractTables);
  await closing.bus.close();
  await units.run(async (unit) => unit.publish(messageWritten(7, 1)));
  await closing.close();
  opened.pop();
  const next = await start('closing');
  const got = await listen(next, 'g');
  await next.unitOfWork(contractTables);
  await next.recover();
  await vi.waitFor(() => expect(got).toEqual(['7/1']), 10_000);
});
