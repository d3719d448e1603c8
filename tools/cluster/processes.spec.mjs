import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { oneAtATime } from './one-at-a-time.mjs';
import { birthOf, Processes } from './processes.mjs';

/** @type {string} */
let state;
/** @type {Processes} */
let processes;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'maru-cluster-'));
  processes = new Processes(state);
});
afterEach(async () => {
  await processes.stop('one');
  rmSync(state, { recursive: true, force: true });
});

/** @param {string} script */
const start = (script) => processes.start('one', { program: process.execPath, args: ['-e', script] });
const sleeps = 'console.log("here"); setInterval(() => undefined, 1000)';

it('starts a process, knows it, keeps what it prints, and ends it', async () => {
  const pid = await start(sleeps);
  expect(processes.pid('one')).toBe(pid);
  await vi.waitFor(() => expect(processes.tail('one', 5)).toBe('here'), 5_000);
  expect(processes.memory(pid)).toBeGreaterThan(1);
  expect(await processes.stop('one')).toBe(true);
  expect(processes.pid('one')).toBeUndefined();
  expect(await processes.stop('one')).toBe(false);
});

it('notices that one has ended by itself', async () => {
  await start('process.exit(3)');
  await vi.waitFor(() => expect(processes.pid('one')).toBeUndefined(), 5_000);
});

it('ends one that was stopped by a signal', async () => {
  await start(sleeps);
  expect(processes.signal('one', 'SIGSTOP')).toBe(true);
  expect(await processes.stop('one')).toBe(true);
});

it('takes the children along where it is killed', async () => {
  await start(`
    const { pid } = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
    console.log(pid);
    setInterval(() => undefined, 1000);
  `);
  const child = await vi.waitFor(() => {
    const pid = Number(processes.tail('one', 1));
    expect(birthOf(pid)).toBeDefined();
    return pid;
  }, 5_000);
  expect(processes.signal('one', 'SIGKILL')).toBe(true);
  await vi.waitFor(() => expect(birthOf(child)).toBeUndefined(), 5_000);
});

it('never takes another process for its own, though it has the same id', async () => {
  const pid = await start(sleeps);
  await processes.stop('one');
  writeFileSync(join(state, 'one', 'pid'), `${process.pid} 1\n`);
  expect(processes.pid('one')).toBeUndefined();
  expect(processes.signal('one', 'SIGKILL')).toBe(false);
  expect(birthOf(pid)).toBeUndefined();
});

it('lets one at a time', async () => {
  let inside = 0;
  const most = await Promise.all(
    [1, 2, 3].map(() =>
      oneAtATime(state, async () => {
        const seen = ++inside;
        await new Promise((resolve) => void setTimeout(resolve, 20));
        inside--;
        return seen;
      }),
    ),
  );
  expect(most).toEqual([1, 1, 1]);
});

it('goes on where one was killed who held the lock', async () => {
  writeFileSync(join(state, 'lock'), `${process.pid} 1`);
  expect(await oneAtATime(state, async () => 'done')).toBe('done');
});
