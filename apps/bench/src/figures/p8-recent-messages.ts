import type { KeyValue, MessageStore } from '@maru/ports';
import { clustered } from '@maru/runtime';
import { gatherAt, handshakeOf } from '../crowd/crowd.js';
import { LeanSocket } from '../load/lean-socket.js';
import { ClusterState } from '../maru/cluster-state.js';
import { cpuSeconds, loadAverage } from '../measure/processes.js';
import type { Figure, Options, Row } from './figure.js';
import { medianOf } from './rows.js';

const CHANNELS = 50;
const PAGE = 50;
const AT_ONCE = 8;
const ACK = '{"type":"WRITE_MESSAGE_ACK"';
const REDIS = 'Redis';
const DATABASE = 'the database';

export const recentMessages: Figure = {
  name: 'p8',
  title: 'P8: the last 50 messages of a channel, from Redis and from the database',
  shape:
    'Fifty channels of fifty messages, written and read once through the cluster, so that they are in its cache. Then one reader asks for all fifty of one channel after the other, eight at once, through the adapters that the message service uses: ' +
    'the list of the cache, parsed and looked at for holes; and the page of the message store (ShardingSphere-Proxy, MySQL). CPU seconds are of the reader and of all Redis nodes, or of the reader, the proxies and the databases of the shards.',
  bar: '≥ 5 × reads per CPU second.',
  shapes: ['cluster'],
  defaults: { seconds: 10, socketsPerAccount: 1, sockets: 2 },
  async run(options, say) {
    const state = ClusterState.read();
    const channelIds = await written(options.at ?? '', options);
    const platform = await clustered.open(clustered.settings.parse(state.settings));
    try {
      const store = await platform.messageStore();
      const ways = [
        { subject: REDIS, serving: /^redis/, read: (channelId: number) => fromCache(platform.keyValue, channelId) },
        { subject: DATABASE, serving: /^(proxy|shard)/, read: (channelId: number) => fromStore(store, channelId) },
      ];
      const rows: Row[] = [];
      for (let trial = 1; trial <= options.trials; trial++) {
        await warm(options.at ?? '', channelIds);
        for (const { subject, serving, read } of ways) {
          const pids = [process.pid, ...[...state.processes].filter(([kind]) => serving.test(kind)).flatMap(([, own]) => own)];
          rows.push({ subject, trial, ...(await readFor(options.seconds, channelIds, read, pids)) });
          say(`${subject} #${trial}: ${rows.at(-1)?.['readsPerCpuSecond']} reads per CPU second`);
        }
      }
      const of = (subject: string) => medianOf(rows, subject, 'readsPerCpuSecond') ?? 0;
      const times = of(REDIS) / of(DATABASE);
      return {
        rows,
        plot: { column: 'readsPerCpuSecond', unit: 'reads per CPU second' },
        remarks: [`${times.toFixed(1)} × (medians; bar 5 ×: ${times >= 5 ? 'reached' : 'missed'})`],
      };
    } finally {
      await platform.close();
    }
  },
};

/** By the ways that are open to everybody. */
async function written(at: string, options: Options): Promise<readonly number[]> {
  const { people, channelIds } = await gatherAt(at, { accounts: 2, channels: CHANNELS });
  const socket = await LeanSocket.open(handshakeOf(people[0]!, Number(new URL(at).port)));
  const content = 'maru '.repeat(Math.ceil(options.bytes / 5)).slice(0, options.bytes);
  for (const channelId of channelIds) {
    const { messages } = (await socket.ask({ type: 'FETCH_MESSAGES_REQUEST', channelId, limit: PAGE })) as { messages: unknown[] };
    await writeMany(socket, channelId, PAGE - messages.length, content);
  }
  socket.close();
  return channelIds;
}

function writeMany(socket: LeanSocket, channelId: number, count: number, content: string): Promise<void> {
  if (count <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    let acked = 0;
    socket.heard = (bytes, start) => {
      if (bytes.toString('latin1', start, start + ACK.length) === ACK && ++acked === count) resolve();
    };
    for (let sent = 0; sent < count; sent++) socket.say(JSON.stringify({ type: 'WRITE_MESSAGE', channelId, content }));
  });
}

async function warm(at: string, channelIds: readonly number[]): Promise<void> {
  const { people } = await gatherAt(at, { accounts: 2, channels: CHANNELS });
  const socket = await LeanSocket.open(handshakeOf(people[0]!, Number(new URL(at).port)));
  for (const channelId of channelIds) await socket.ask({ type: 'FETCH_MESSAGES_REQUEST', channelId, limit: PAGE });
  socket.close();
}

async function readFor(seconds: number, channelIds: readonly number[], read: (channelId: number) => Promise<number[]>, pids: number[]) {
  const cpu = () => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  const before = cpu();
  const end = performance.now() + seconds * 1_000;
  let reads = 0;
  const reader = async () => {
    while (performance.now() < end) {
      const sequences = await read(channelIds[reads++ % channelIds.length]!);
      if (sequences.length !== PAGE || sequences.some((sequence, index) => sequence !== index + 1))
        throw new Error('that was not the page');
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, reader));
  const spent = cpu() - before;
  return { reads, readsPerSecond: Math.round(reads / seconds), readsPerCpuSecond: Math.round(reads / spent), loadAverage: loadAverage() };
}

async function fromCache(keyValue: KeyValue, channelId: number): Promise<number[]> {
  const list = (await keyValue.listAll(`recent:{${channelId}}`)) ?? [];
  return list.map((text) => (JSON.parse(text) as { messageSequence: number }).messageSequence);
}

async function fromStore(store: MessageStore, channelId: number): Promise<number[]> {
  const messages = await store.messages({ channelId, from: 1, to: PAGE, limit: PAGE, end: 'newest' });
  return messages.map(({ messageSequence }) => messageSequence);
}
