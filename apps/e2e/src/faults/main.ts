/** `npm run faults`: whatever dies, acked ⊆ stored = delivered, in one order, without a hole, nothing twice. */
import { randomBytes } from 'node:crypto';
import { Guest } from '../guest.js';
import { Cluster } from './cluster.js';
import { readCommandLine } from './command-line.js';
import { faultOf } from './faults.js';
import { Groups } from './groups.js';
import { type Outcome, play } from './round.js';
import { Seeded } from './seeded.js';

const WRITERS = ['ann', 'ben', 'cho'];
const LISTENER = 'dan';

const say = (line: string) => void process.stdout.write(`${line}\n`);
const inSeconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

async function main(): Promise<number> {
  const { rounds, seed, only, url: wanted } = readCommandLine(process.argv.slice(2));
  const cluster = Cluster.open();
  const { port, settings } = await cluster.where();
  const url = wanted ?? `http://localhost:${port}`;
  say(`seed ${seed}, ${rounds} rounds, at ${url}`);
  const chance = new Seeded(seed);
  const groups = new Groups(settings['MARU_KAFKA'] ?? '');
  const people = await gather(url);
  const began = performance.now();
  let failed = 0;
  for (let round = 0; round < rounds; round++) {
    const fault = faultOf(round, only);
    const outcome = await play(fault, { url, cluster, groups, people }, chance);
    say(lineOf(round, fault.name, outcome));
    for (const finding of outcome.findings) say(`      ${finding}`);
    if (outcome.findings.length > 0) failed++;
  }
  await Promise.all([groups.close(), ...people.map(({ client }) => client.close())]);
  cluster.close();
  say(`${rounds} rounds in ${inSeconds(performance.now() - began)}, seed ${seed}`);
  say(`${rounds - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** Nginx spreads them over the gateways. */
async function gather(url: string): Promise<Guest[]> {
  const people: Guest[] = [];
  for (const word of [...WRITERS, LISTENER])
    people.push(await Guest.arrive(url, `${word}-${randomBytes(5).toString('hex')}`, { settings: { backOffMs: 50, backOffMaxMs: 500 } }));
  const [host, ...others] = people;
  for (const other of others) await host?.befriend(other);
  return people;
}

function lineOf(round: number, name: string, outcome: Outcome): string {
  const { victim, awayMs, wellMs, nextAckMs, slowestAckMs, messages, findings } = outcome;
  return [
    String(round + 1).padStart(3),
    name.padEnd(15),
    victim.padEnd(15),
    `away ${inSeconds(awayMs)}`.padEnd(13),
    `well ${inSeconds(wellMs)}`.padEnd(13),
    `next ack ${inSeconds(nextAckMs)}`.padEnd(17),
    `slowest ${inSeconds(slowestAckMs)}`.padEnd(16),
    `${messages} messages`.padEnd(14),
    findings.length === 0 ? 'right' : 'WRONG',
  ].join(' ');
}

process.exitCode = await main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  say('0 passed, 1 failed');
  return 1;
});
process.exit();
