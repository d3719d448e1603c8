import type { Topic } from '@maru/contracts';
import type { Clock, IncomingRecord, Subscription } from '@maru/ports';
import { Logger } from '@nestjs/common';
import type { KafkaMessage } from 'kafkajs';
import { type AttemptSettings, Attempts, type Failure } from './attempts.js';
import { deadLetterId, type DeadLetterTopic, REPLAY_GROUP, REPLAY_ID } from './dead-letter-topic.js';
import { decode, headersOf, without } from './wire-record.js';

const DEAD_TOPIC_PAUSE_MS = 1_000;

export interface Place {
  readonly topic: Topic;
  readonly partition: number;
}

/** What becomes of a batch: handled, or tried again, or taken apart so that only what cannot be handled goes to the dead topic. */
export class Subscriber {
  private readonly attempts: Attempts;
  private readonly logger = new Logger('KafkaBus');

  constructor(
    private readonly subscription: Subscription,
    settings: AttemptSettings,
    private readonly clock: Clock,
    private readonly dead: DeadLetterTopic,
  ) {
    this.attempts = new Attempts(subscription.group, settings, clock, (batch) => subscription.handle(batch));
  }

  /** How many of the first records are done with. */
  async take(messages: readonly KafkaMessage[], { topic, partition }: Place, goesOn: () => boolean): Promise<number> {
    const batch: IncomingRecord[] = [];
    for (const message of messages) {
      const headers = headersOf(message);
      const record = this.isForUs(headers) ? decode(topic, partition, message, headers) : 'passed over';
      const goesAlone = typeof record === 'string' || 'unfit' in record || REPLAY_ID in headers;
      if (!goesAlone) batch.push(record);
      else if (batch.length > 0) break;
      else if (record === 'passed over') return 1;
      else if ('unfit' in record) return await this.bury(message, { topic, partition }, { reason: record.unfit });
      else return await this.takeAlone(record, message, { topic, partition }, goesOn);
    }
    const failure = await this.attempts.try(batch, goesOn);
    if (failure === undefined) return batch.length;
    if (!goesOn()) return 0;
    return await this.takeApart(batch, messages, { topic, partition }, goesOn);
  }

  /** A dead letter that is handed to one group again is nobody else's. */
  private isForUs(headers: Readonly<Record<string, string>>): boolean {
    return headers[REPLAY_GROUP] === undefined || headers[REPLAY_GROUP] === this.subscription.group;
  }

  private async takeApart(
    batch: IncomingRecord[],
    messages: readonly KafkaMessage[],
    place: Place,
    goesOn: () => boolean,
  ): Promise<number> {
    for (const [index, record] of batch.entries()) {
      const done = goesOn() ? await this.takeAlone(record, messages[index]!, place, goesOn) : 0;
      if (done === 0) return index;
    }
    return batch.length;
  }

  private async takeAlone(record: IncomingRecord, message: KafkaMessage, place: Place, goesOn: () => boolean): Promise<number> {
    const failure = await this.attempts.try([record], goesOn);
    if (failure !== undefined) return goesOn() ? await this.bury(message, place, failure) : 0;
    const replayed = record.headers[REPLAY_ID];
    if (replayed !== undefined) await this.keep('forgotten', () => this.dead.forget(replayed, place.topic.name));
    return 1;
  }

  private async bury(message: KafkaMessage, { topic, partition }: Place, { reason, stack }: Failure): Promise<number> {
    const { group } = this.subscription;
    const headers = headersOf(message);
    const isKept = await this.keep('written', () =>
      this.dead.bury({
        id: headers[REPLAY_ID] ?? deadLetterId(group, topic.name, partition, message.offset),
        topic: topic.name,
        partition,
        key: message.key?.toString() ?? '',
        group,
        value: message.value?.toString() ?? '',
        reason,
        at: this.clock.now(),
        headers: without(headers, [REPLAY_GROUP, REPLAY_ID]),
      }),
    );
    if (isKept) this.logger.error(`${group} at ${topic.name}/${partition}: a record went to the dead topic: ${reason}`, stack);
    return isKept ? 1 : 0;
  }

  /** Nothing is lost where the dead topic cannot be written: it waits, and comes again. */
  private async keep(what: string, write: () => Promise<void>): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (error) {
      this.logger.error(`${this.subscription.group}: a dead letter cannot be ${what}: ${String(error)}`);
      await this.clock.sleep(DEAD_TOPIC_PAUSE_MS);
      return false;
    }
  }
}
