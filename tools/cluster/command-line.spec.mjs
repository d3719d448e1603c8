import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readCommandLine, usage } from './command-line.mjs';
import { fill } from './fill.mjs';
import { keep, placeOf } from './place.mjs';

function temporary() {
  const folder = mkdtempSync(join(tmpdir(), 'maru-cluster-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

it('reads what is to be done', () => {
  expect(readCommandLine(['up', '--only', 'kafka,redis', '--port', '9000'])).toMatchObject({
    action: 'up',
    only: ['kafka', 'redis'],
    port: 9000,
    basePort: undefined,
  });
  expect(readCommandLine(['kill', 'kafka'])).toMatchObject({ action: 'kill', name: 'kafka', signal: 'SIGKILL' });
  expect(readCommandLine(['kill', 'kafka', '--signal', 'STOP'])).toMatchObject({ signal: 'SIGSTOP' });
  expect(readCommandLine([])).toMatchObject({ action: 'help' });
  expect(readCommandLine(['down', '--wipe'])).toMatchObject({ action: 'down', wipe: true, tls: undefined });
  expect(readCommandLine(['up', '--tls'])).toMatchObject({ tls: true });
  expect(readCommandLine(['up', '--no-tls'])).toMatchObject({ tls: false });
});

it.each([[['upp']], [['up', '--prot', '80']], [['kill', 'a', 'b']]])('explains itself where it does not understand %j', (args) => {
  expect(() => readCommandLine(args)).toThrow(usage);
});

it.each(['0', '65536', 'eighty', '80.5'])('refuses %s as a port', (port) => {
  expect(() => readCommandLine(['up', '--port', port])).toThrow(`--port ${port}: not a port`);
});

it('takes as many shards as partitions can be cut into', () => {
  expect(readCommandLine(['up', '--shards', '4'])).toMatchObject({ shards: 4 });
  expect(() => readCommandLine(['up', '--shards', '5'])).toThrow('--shards 5: one of 1, 2, 3, 4, 6, 12');
});

it('refuses a signal that it does not know', () => {
  expect(() => readCommandLine(['kill', 'kafka', '--signal', 'HUP'])).toThrow('KILL, TERM, STOP, CONT');
});

it('remembers what an `up` has decided', () => {
  const env = { CLUSTER_STATE: temporary() };
  expect(placeOf('/checkout', {}, env)).toMatchObject({ basePort: 23_000, port: 8080, tls: false });
  keep(placeOf('/checkout', { basePort: 40_000, port: 9000, tls: true }, env));
  expect(placeOf('/checkout', {}, env)).toMatchObject({ basePort: 40_000, port: 9000, tls: true });
  expect(placeOf('/checkout', { port: 9001, tls: false }, env)).toMatchObject({ basePort: 40_000, port: 9001, tls: false, shards: 2 });
  keep(placeOf('/checkout', { shards: 4 }, env));
  expect(placeOf('/checkout', {}, env)).toMatchObject({ basePort: 40_000, shards: 4 });
});

it('fills in a template, and misses what it is not given', () => {
  const file = join(temporary(), 'template');
  writeFileSync(file, 'port ${PORT} of $host and ${lower}');
  expect(fill(file, { PORT: 1 })).toBe('port 1 of $host and ${lower}');
  expect(() => fill(file, {})).toThrow('wants PORT');
});
