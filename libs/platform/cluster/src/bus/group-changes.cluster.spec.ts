/** What a group goes through: members that come, go and die while records flow. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { messageEvents } from '@maru/contracts';
import { messageWritten, positionOf } from '@maru/ports/contracts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { kafka } from '../components.fixture.js';
import { type KafkaBusUnderTest, busUnderTest } from './kafka-bus.fixture.js';

const CHANNELS = 24;
const GROUP = 'g';

let bus: KafkaBusUnderTest;
let published: string[];
let enough: AbortController;
const children: ChildProcess[] = [];

beforeEach(async () => {
  bus = await busUnderTest();
  published = [];
  enough = new AbortController();
});
afterEach(async () => {
  enough.abort();
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await bus.close();
});

/** One record a turn, over all partitions, until it is told to stop. */
async function publishSteadily(): Promise<void> {
  for (let i = 0; !enough.signal.aborted; i++) {
    const record = messageWritten(1 + (i % CHANNELS), Math.floor(i / CHANNELS) + 1);
    await bus.subject.publish([record]);
    published.push(positionOf(record.value));
    await sleep(2);
  }
}

async function member(of: KafkaBusUnderTest, got: string[], pauseMs = 0) {
  return of.subject.subscribe({
    group: GROUP,
    topics: [messageEvents],
    batchSize: 10,
    handle: async (batch) => {
      if (pauseMs > 0) await sleep(pauseMs);
      got.push(...batch.map(({ value }) => positionOf(value)));
    },
  });
}

/** A member that is a process of its own. Resolves when it has joined. */
async function otherProcess(got: string[]): Promise<ChildProcess> {
  const program = fileURLToPath(new URL('../../dist/bus/other-process.fixture.js', import.meta.url));
  const child = spawn(process.execPath, [program, kafka.join(','), bus.subject.settings.prefix, GROUP], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  const joined = Promise.withResolvers<void>();
  createInterface({ input: child.stdout }).on('line', (line) => (line === 'joined' ? joined.resolve() : got.push(line)));
  await joined.promise;
  return child;
}

/** Each member sees each channel ascend; only what was not committed comes twice. */
function expectAscending(got: readonly string[]): void {
  const last = new Map<string, number>();
  const overtaken: string[] = [];
  for (const position of new Set(got)) {
    const [channel = '', sequence] = position.split('/');
    const before = last.get(channel) ?? 0;
    if (Number(sequence) < before) overtaken.push(`${position} behind ${before}`);
    last.set(channel, Number(sequence));
  }
  expect(overtaken).toEqual([]);
}

async function expectAllHandled(...members: string[][]): Promise<void> {
  await vi.waitFor(() => {
    const handled = new Set(members.flat());
    expect(published.filter((one) => !handled.has(one))).toEqual([]);
  }, 30_000);
  for (const got of members) expectAscending(got);
}

test('a member that comes and goes in mid-batch costs no record and no order', async () => {
  const [first, second]: [string[], string[]] = [[], []];
  await member(bus, first, 20);
  const publishing = publishSteadily();
  await vi.waitFor(() => expect(first.length).toBeGreaterThan(50), 20_000);
  const coming = await member(bus, second, 20);
  await vi.waitFor(() => expect(second.length).toBeGreaterThan(50), 20_000);
  await coming.close();
  const before = first.length;
  await vi.waitFor(() => expect(first.length).toBeGreaterThan(before + 50), 20_000);
  enough.abort();
  await publishing;
  await expectAllHandled(first, second);
});

test('the partitions of a process that was killed are gone on with by another within ten seconds', async () => {
  const [ours, theirs]: [string[], string[]] = [[], []];
  await member(bus, ours);
  const other = await otherProcess(theirs);
  const publishing = publishSteadily();
  await vi.waitFor(() => expect(theirs.length).toBeGreaterThan(50), 20_000);
  const theirChannels = new Set(theirs.slice(-20).map((one) => one.split('/')[0]));
  other.kill('SIGKILL');
  const killedAt = performance.now();
  await vi.waitFor(() => {
    const now = new Set(ours.slice(-200).map((one) => one.split('/')[0]));
    expect([...theirChannels].filter((channel) => !now.has(channel))).toEqual([]);
  }, 20_000);
  expect(performance.now() - killedAt).toBeLessThan(10_000);
  enough.abort();
  await publishing;
  await expectAllHandled(ours, theirs);
});

test('one that sleeps past its session finds its way back, and nothing is lost', async () => {
  const [ours, theirs]: [string[], string[]] = [[], []];
  await member(bus, ours);
  const other = await otherProcess(theirs);
  const publishing = publishSteadily();
  await vi.waitFor(() => expect(theirs.length).toBeGreaterThan(50), 20_000);
  other.kill('SIGSTOP');
  await sleep(8_000);
  other.kill('SIGCONT');
  const before = theirs.length;
  await vi.waitFor(() => expect(theirs.length).toBeGreaterThan(before + 100), 20_000);
  enough.abort();
  await publishing;
  await expectAllHandled(ours, theirs);
});
