import { Delivered, messageEvents } from '@maru/contracts';
import type { OutgoingRecord } from './event-bus.js';
import { recordOf } from './event-bus.js';

/** An adapter that a contract suite is run over. */
export interface UnderTest<T> {
  readonly subject: T;
  /** Lets time pass for it: at once where a test holds the clock, by waiting elsewhere. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

export type Make<U> = () => Promise<U>;

/** What an adapter with an outbox has told the world, in order. */
export type Told =
  | { readonly record: { type: string; v: number }; readonly headers: Readonly<Record<string, string>> }
  | { readonly delivery: Delivered; readonly traceparent?: string | undefined };

/** An adapter with an outbox, and the world behind it. */
export interface OutboxUnderTest<T> extends UnderTest<T> {
  readonly told: readonly Told[];
  /** While publishing is stopped, every attempt fails. */
  stopPublishing(): void;
  resumePublishing(): void;
  recover(): Promise<void>;
  /** Another process on the same data, as after a crash: nothing was closed, nothing is told yet. */
  restart(): Promise<OutboxUnderTest<T>>;
}

export function messageWritten(channelId: number, messageSequence: number): OutgoingRecord {
  return recordOf(messageEvents, {
    type: 'MessageWritten',
    v: 1,
    eventId: `${channelId}/${messageSequence}`,
    at: 1,
    channelId,
    messageSequence,
    sender: { userId: 7, username: '앨리스' },
    content: 'hello\n안녕 🙂',
    createdAt: 1,
  });
}

export function aTraceparent(n: number): string {
  return `00-4bf92f3577b34da6a3ce929d0e0e4736-${String(n).padStart(16, '0')}-01`;
}

export function toUser(userId: number, frame: string): Delivered {
  return { kind: 'user', userId, frame };
}

/** `record 1/2` and `delivery 1 text`, for short comparisons. */
export function inShort(told: readonly Told[]): string[] {
  return told.map((one) => ('record' in one ? `record ${positionOf(one.record)}` : `delivery ${shortOf(one.delivery)}`));
}

export function positionOf(value: { type: string }): string {
  const { channelId, messageSequence } = messageEvents.schema.parse(value) as { channelId: number; messageSequence?: number };
  return `${channelId}/${messageSequence}`;
}

function shortOf(delivery: Delivered): string {
  return delivery.kind === 'user' ? `${delivery.userId} ${delivery.frame}` : delivery.kind;
}
