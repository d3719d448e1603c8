/**
 * The cluster in the hand of another program, which writes `{"deed": "stop", "names": ["message-1"]}`, a line for each deed, and reads
 * `{"answer": …}` or `{"error": "…"}`, in the same order. The cluster is the one of `CLUSTER_STATE`, or the one of this checkout.
 */
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../setup.mjs';
import { settingsOf } from './addresses.mjs';
import { byName, componentsOf } from './components.mjs';
import { sql } from './components/sql.mjs';
import { oneAtATime } from './one-at-a-time.mjs';
import { placeOf } from './place.mjs';
import { Processes } from './processes.mjs';
import { up } from './up.mjs';

/** @typedef {{ deed: string, names?: string[], statement?: string }} Wish */

const place = placeOf(root);
const all = componentsOf(place);
const processes = new Processes(place.state);

/** @param {string[]} names */
const named = (names) => names.map((name) => byName(all, name));
/** @param {string[]} names @param {import('./processes.mjs').Signal} signal */
const send = (names, signal) => {
  for (const { name } of named(names)) if (!processes.signal(name, signal)) throw new Error(`${name} does not run`);
};

/** @type {Record<string, (names: string[], statement: string) => Promise<unknown>>} */
const deeds = {
  where: async () => ({
    port: place.port,
    settings: settingsOf(place),
    services: all.filter(({ group }) => group === 'services').map(({ name }) => name),
    mysql: all.filter(({ group, command }) => group === 'mysql' && command !== undefined).map(({ name }) => name),
  }),
  /** As a crash would: it is gone when this is answered. */
  kill: async (names) => {
    send(names, 'SIGKILL');
    while (names.some((name) => processes.pid(name) !== undefined)) await sleep(5);
  },
  freeze: async (names) => send(names, 'SIGSTOP'),
  thaw: async (names) => send(names, 'SIGCONT'),
  /** Asks them to end, and waits until they have. */
  stop: (names) => Promise.all(named(names).map(({ name }) => processes.stop(name))),
  start: (names) => oneAtATime(place.state, () => up(named(names), processes, () => undefined)),
  sql: ([name], statement) => sql(place, byName(all, name).port ?? 0, statement),
};

/** @param {string} line */
async function answerTo(line) {
  try {
    const { deed, names = [], statement = '' } = /** @type {Wish} */ (JSON.parse(line));
    const answer = await deeds[deed]?.(names, statement);
    return { answer: answer ?? null };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

for await (const line of createInterface({ input: process.stdin })) console.log(JSON.stringify(await answerTo(line)));
