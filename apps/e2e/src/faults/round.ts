/** One fault, in the middle of a steady load, and what it came to. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Guest } from '../guest.js';
import type { Cluster } from './cluster.js';
import { Conversation } from './conversation.js';
import type { Fault } from './faults.js';
import { findingsOf } from './findings.js';
import type { Groups } from './groups.js';
import { harm } from './harm.js';
import { patiently } from './patiently.js';
import { rowsAmiss } from './rows.js';
import type { Seeded } from './seeded.js';
import { Visitor } from './visitor.js';

const SHARDS = 2;
/** Of each writer. */
const EVERY_MS = 500;
const AFTERWARDS_MS = 2_000;

export interface Setting {
  readonly url: string;
  readonly cluster: Cluster;
  readonly groups: Groups;
  readonly people: readonly Guest[];
}

export interface Outcome {
  readonly victim: string;
  readonly awayMs: number;
  /** From the fault until all processes are ready again. */
  readonly wellMs: number;
  /** From the fault to the first ack of something that was sent behind it, in the channel that waited longest. */
  readonly nextAckMs: number;
  /** The longest from a send to its ack. */
  readonly slowestAckMs: number;
  readonly messages: number;
  readonly findings: readonly string[];
}

export async function play({ victims, how, awayMs: bounds }: Fault, setting: Setting, chance: Seeded): Promise<Outcome> {
  const { url, cluster, groups, people } = setting;
  const victim = chance.one(victims);
  const moment = chance.between(1_500, 3_500);
  const awayMs = chance.between(...bounds);
  const conversations = await oneOnEachShard(people);
  for (const conversation of conversations) conversation.begin(EVERY_MS);
  // Whoever goes with a word must not be missed by anybody.
  const visitor = how === 'roll' || how === 'stop' ? new Visitor(url, people.at(-1)!) : undefined;
  await sleep(moment);

  let began = performance.now();
  let acks: Promise<number[]> = Promise.resolve([]);
  const begun = () => {
    began = performance.now();
    acks = Promise.all(conversations.map((conversation) => conversation.nextAck()));
  };
  const amiss = await harm[how]({ cluster, groups, victim, awayMs, begun });
  const wellMs = performance.now() - began;
  const nextAckMs = Math.max(...(await withinReason(acks))) - began;
  await sleep(AFTERWARDS_MS);
  const lost = (await visitor?.leave()) ?? [];

  await Promise.all(conversations.map((conversation) => conversation.settle()));
  const evidence = await Promise.all(conversations.map((conversation) => conversation.evidence()));
  const rows = await Promise.all(evidence.map((one) => rowsAmiss(cluster, one)));
  for (const conversation of conversations) conversation.close();
  const findings = [...amiss, ...lost, ...evidence.flatMap(findingsOf), ...rows.flat()];
  const messages = conversations.reduce((sum, conversation) => sum + conversation.messages, 0);
  const slowestAckMs = Math.max(...conversations.map((conversation) => conversation.slowestAckMs));
  return { victim, awayMs, wellMs, nextAckMs, slowestAckMs, messages, findings };
}

/** Channels of everybody, until there is one on each shard. */
async function oneOnEachShard(people: readonly Guest[]): Promise<Conversation[]> {
  const [host, ...others] = people;
  if (host === undefined) throw new Error('nobody is there');
  const byShard = new Map<number, number>();
  while (byShard.size < SHARDS) {
    const participantUsernames = others.map(({ name }) => name);
    const { channelId } = await patiently(() => host.client.request({ type: 'CREATE_REQUEST', title: 'a round', participantUsernames }));
    byShard.set(channelId.id % SHARDS, channelId.id);
  }
  const conversations = [...byShard.values()].map((channelId) => new Conversation(channelId, people));
  await Promise.all(people.map(({ client }) => patiently(() => client.request({ type: 'FETCH_CHANNELS_REQUEST' }))));
  return conversations;
}

const LONGEST_MS = 90_000;

/** Infinity where nothing was acked any more. */
async function withinReason(acks: Promise<number[]>): Promise<number[]> {
  return await Promise.race([acks, sleep(LONGEST_MS, [Number.POSITIVE_INFINITY], { ref: false })]);
}
