/** One fault, in the middle of a steady load, and what it came to. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Guest } from '../guest.js';
import { cluster } from './cluster.js';
import { Conversation } from './conversation.js';
import type { Fault } from './faults.js';
import { findingsOf } from './findings.js';
import { patiently } from './patiently.js';
import type { Seeded } from './seeded.js';

const SHARDS = 2;
/** Of each writer. */
const EVERY_MS = 500;
const AFTERWARDS_MS = 2_000;

export interface Outcome {
  readonly victim: string;
  readonly awayMs: number;
  /** From the fault to the first ack of something that was sent behind it, in the channel that waited longest. */
  readonly nextAckMs: number;
  readonly messages: number;
  readonly findings: readonly string[];
}

export async function play({ victims, how, awayMs: bounds }: Fault, people: readonly Guest[], chance: Seeded): Promise<Outcome> {
  const victim = chance.one(victims);
  const moment = chance.between(1_500, 3_500);
  const awayMs = chance.between(...bounds);
  const conversations = await oneOnEachShard(people);
  for (const conversation of conversations) conversation.begin(EVERY_MS);
  await sleep(moment);

  await cluster.signal(victim, how === 'kill' ? 'KILL' : 'STOP');
  const began = performance.now();
  const acks = Promise.all(conversations.map((conversation) => conversation.nextAck()));
  await sleep(awayMs);
  await (how === 'kill' ? cluster.start(victim) : cluster.signal(victim, 'CONT'));
  const nextAckMs = Math.max(...(await withinReason(acks))) - began;
  await sleep(AFTERWARDS_MS);

  await Promise.all(conversations.map((conversation) => conversation.settle()));
  const evidence = await Promise.all(conversations.map((conversation) => conversation.evidence()));
  for (const conversation of conversations) conversation.close();
  const messages = conversations.reduce((sum, conversation) => sum + conversation.messages, 0);
  return { victim, awayMs, nextAckMs, messages, findings: evidence.flatMap(findingsOf) };
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
