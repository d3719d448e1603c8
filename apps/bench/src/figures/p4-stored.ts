import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageCommands, partitionOf } from '@maru/contracts';
import { clustered } from '@maru/runtime';
import { ClusterState } from '../maru/cluster-state.js';
import { fanOutTrial } from '../measure/fan-out-trial.js';
import type { Figure, Options, Row } from './figure.js';
import { crowdedMaru } from './maru-under-load.js';
import { medianOf } from './rows.js';

const COMMITS = 'a commit each';

export const stored: Figure = {
  name: 'p4',
  title: 'P4: messages stored a second, beside one commit for each',
  shape:
    'Maru: more messages than it can store are written to a channel of two sockets, through the whole path, and those acked by the end are counted. ' +
    'Beside it: a loop that inserts the same row into the same table (same keys, WAL, synchronous=NORMAL; in the cluster through the same proxy into the same shard) and commits, and does nothing else, in one process with no socket at all.',
  bar: '≥ 20 × (meant for a database that waits for its disk at each commit; SQLite with synchronous=NORMAL does not).',
  shapes: ['embedded', 'cluster'],
  defaults: { sockets: 22, socketsPerAccount: 1, writers: 20, rate: 25_000, seconds: 10, warmUp: 2 },
  async run(options, say) {
    const rows: Row[] = [];
    for (let trial = 1; trial <= options.trials; trial++) {
      rows.push(await maruTrial(trial, options), await commitsTrial(trial, options));
      for (const row of rows.slice(-2))
        say(`${row.subject} #${trial}: ${row['storedPerSecond']} a second, ${row['storedPerCpuSecond']} per CPU second`);
    }
    const times = (medianOf(rows, rows[0]?.subject ?? '', 'storedPerSecond') ?? 0) / (medianOf(rows, COMMITS, 'storedPerSecond') ?? 1);
    return { rows, plot: { column: 'storedPerSecond', unit: 'messages a second' }, remarks: [`${times.toFixed(2)} × (medians; bar 20 ×)`] };
  },
};

async function maruTrial(trial: number, options: Options): Promise<Row> {
  const crowd = await crowdedMaru({ ...options, checkers: 0 });
  try {
    const { maru, receivers, writers } = crowd;
    const { rate, seconds, warmUp } = options;
    const load = { server: maru.processes, receivers, writers, rate, seconds, warmUpSeconds: 0, awaitAll: true };
    await writers.write(rate / 10, warmUp);
    const measured = await fanOutTrial(load);
    const perSocket = measured.deliveriesPerSecond / receivers.sockets;
    return {
      subject: maru.subject,
      trial,
      storedPerSecond: Math.round(perSocket),
      storedPerCpuSecond: Math.round(measured.sent / measured.serverCpu),
      ...measured,
    };
  } finally {
    await crowd.close();
  }
}

/** Its CPU seconds are of the inserting process: those of a cluster's databases are not in it. */
async function commitsTrial(trial: number, options: Options): Promise<Row> {
  const cpu = process.cpuUsage();
  const count = options.at === undefined ? commitsToSqlite(options) : await commitsThroughProxy(options);
  const { user, system } = process.cpuUsage(cpu);
  const perCpu = Math.round(count / ((user + system) / 1e6));
  return { subject: COMMITS, trial, storedPerSecond: Math.round(count / options.seconds), storedPerCpuSecond: perCpu };
}

function contentOf({ bytes }: Options): string {
  return 'maru '.repeat(Math.ceil(bytes / 5)).slice(0, bytes);
}

function commitsToSqlite(options: Options): number {
  const folder = mkdtempSync(join(tmpdir(), 'maru-bench-commits-'));
  const database = new DatabaseSync(join(folder, 'messages.sqlite'));
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    CREATE TABLE message (channel_id INTEGER NOT NULL, message_sequence INTEGER NOT NULL, sender_id INTEGER NOT NULL, username TEXT NOT NULL,
      content TEXT NOT NULL, client_message_id TEXT NOT NULL, chosen_by_client INTEGER NOT NULL, created_at INTEGER NOT NULL,
      PRIMARY KEY (channel_id, message_sequence), UNIQUE (channel_id, sender_id, client_message_id)) STRICT, WITHOUT ROWID`);
  const insert = database.prepare('INSERT INTO message VALUES (1, ?, 7, ?, ?, ?, 1, ?)');
  const content = contentOf(options);
  const end = performance.now() + options.seconds * 1_000;
  let count = 0;
  while (performance.now() < end) {
    count++;
    insert.run(count, 'bench1499', content, `b${count.toString(36)}`, Date.now());
  }
  database.close();
  rmSync(folder, { recursive: true, force: true });
  return count;
}

/** In a channel that nobody has. */
async function commitsThroughProxy(options: Options): Promise<number> {
  const platform = await clustered.open(clustered.settings.parse(ClusterState.read().settings));
  try {
    const store = await platform.messageStore();
    const channelId = Date.now();
    const content = contentOf(options);
    const end = performance.now() + options.seconds * 1_000;
    let count = 0;
    while (performance.now() < end) {
      count++;
      const written = { messageSequence: count, clientMessageId: `b${count.toString(36)}`, createdAt: Date.now() };
      const message = { ...written, channelId, senderId: 7, username: 'bench1499', content, chosenByClient: true };
      await store.write(partitionOf(channelId, messageCommands.partitions), (unit) => unit.insertMessages([message]));
    }
    return count;
  } finally {
    await platform.close();
  }
}
