import { deadTopicOf } from '@maru/contracts';
import type { RecordSender } from './record-sender.js';
import type { WantedTopic } from './kafka-topics.js';

/** A record that could not be handled, as its dead topic keeps it: its key is its id, its value what it was. */
export interface Buried {
  readonly id: string;
  readonly topic: string;
  readonly partition: number;
  readonly key: string;
  readonly group: string;
  readonly value: string;
  readonly reason: string;
  readonly at: number;
  /** Those that it came with. */
  readonly headers: Readonly<Record<string, string>>;
}

const OWN = 'maru-dead-';
/** To a record that is handed to one group once more: to which, and as which dead letter. */
export const REPLAY_GROUP = 'maru-replay-group';
export const REPLAY_ID = 'maru-replay-id';

/** Writes the dead topics. The last record of an id counts; one without a value says that it was handled after all. */
export class DeadLetterTopic {
  constructor(
    private readonly sender: RecordSender,
    private readonly prefix: string,
  ) {}

  async bury(buried: Buried): Promise<void> {
    const { id, topic, partition, key, group, value, reason, at, headers } = buried;
    const own = { topic, partition: String(partition), key, group, reason, at: String(at) };
    const named = Object.fromEntries(Object.entries(own).map(([name, text]) => [`${OWN}${name}`, text]));
    await this.sender.send([{ topic: this.prefix + deadTopicOf(topic), partition: 0, key: id, value, headers: { ...headers, ...named } }]);
  }

  async forget(id: string, topic: string): Promise<void> {
    await this.sender.send([{ topic: this.prefix + deadTopicOf(topic), partition: 0, key: id, value: null, headers: {} }]);
  }
}

/** They are kept until somebody has looked after them, however long that takes. */
export function wantedDead(topic: string, prefix: string): WantedTopic {
  return { name: prefix + deadTopicOf(topic), partitions: 1, config: { 'cleanup.policy': 'compact' } };
}

export function deadLetterId(group: string, topic: string, partition: number, offset: string): string {
  return `${group}/${topic}/${partition}/${offset}`;
}

export function buriedFrom(id: string, value: string, all: Readonly<Record<string, string>>): Buried {
  const own = (name: string) => all[`${OWN}${name}`] ?? '';
  const headers = Object.fromEntries(Object.entries(all).filter(([name]) => !name.startsWith(OWN)));
  const partition = Number(own('partition'));
  return {
    id,
    value,
    topic: own('topic'),
    partition,
    key: own('key'),
    group: own('group'),
    reason: own('reason'),
    at: Number(own('at')),
    headers,
  };
}
