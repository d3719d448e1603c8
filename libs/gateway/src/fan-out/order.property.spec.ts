/** Promise 2.1 of the protocol: per channel and socket, acks and messages ascend together without a hole. */
import type { MessageDelivery } from '@maru/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aSocket } from '../sockets/client-socket.fixture.js';
import type { Turn } from '../turns/turns.js';
import { Lane } from './lane.js';

const CHANNEL = 42;

type Step = 'other' | 'ask' | 'write' | 'written' | 'answer' | 'tick' | 'again' | 'resume' | 'synced';
const steps: readonly Step[] = ['other', 'ask', 'write', 'written', 'answer', 'tick', 'again', 'resume', 'synced'];

/** A lane with a writer in it, and a message service that numbers what is written. */
class Story {
  private readonly flushes: (() => void)[] = [];
  private readonly lane = new Lane(CHANNEL, {
    gatewayId: 'g1',
    maxTickMs: 250,
    // The writer and the reader, each in a slice of his own.
    sliceSockets: 1,
    elapsed: () => 0,
    schedule: (_ms, flush) => void this.flushes.push(flush),
    soon: (flush) => void this.flushes.push(flush),
  });
  readonly writer = aSocket({ userId: 9 });
  readonly reader = aSocket({ userId: 1 });
  private readonly asked: Turn[] = [];
  private readonly unwritten: Turn[] = [];
  private readonly committed: MessageDelivery[] = [];
  private delivered = 0;
  /** What the reader heard between one RESUME and the next, and the sequence where it must have begun. */
  readonly heard: number[][] = [];
  readonly from = [1];
  private isResuming = false;

  constructor() {
    for (const { socket } of [this.writer, this.reader]) this.lane.add(socket);
  }

  take(step: Step): void {
    const { socket } = this.writer;
    if (step === 'other') this.commit();
    else if (step === 'ask') this.asked.push(socket.turns.open({ messageType: 'ENTER_REQUEST' }, 0));
    else if (step === 'write') this.unwritten.push(socket.turns.open({ messageType: 'WRITE_MESSAGE' }, 0));
    else if (step === 'written') this.commit(this.unwritten.shift());
    else if (step === 'answer') this.refuse(this.asked.shift());
    else if (step === 'tick') this.deliver(1 + (this.committed.length % 2));
    else if (step === 'again') this.deliverAgain();
    else if (step === 'resume') this.resume();
    else this.sync();
  }

  end(): void {
    while (this.unwritten.length > 0) this.commit(this.unwritten.shift());
    while (this.asked.length > 0) this.refuse(this.asked.shift());
    this.deliver(this.committed.length);
    while (this.flushes.length > 0) this.turn();
    this.sync();
    this.heard.push(this.readHere());
  }

  get committedSequences(): number[] {
    return this.committed.map(({ messageSequence }) => messageSequence);
  }

  private commit(turn?: Turn): void {
    const messageSequence = this.committed.length + 1;
    const frame = (type: string) => JSON.stringify({ type, channelId: { id: CHANNEL }, messageSequence });
    const { socket } = this.writer;
    const to = { userId: 9, username: 'u', sessionId: 's', gatewayId: 'g1', socketId: socket.id, reference: turn?.reference ?? 0 };
    this.committed.push({
      kind: 'message',
      channelId: CHANNEL,
      messageSequence,
      senderId: turn === undefined ? 5 : 9,
      frame: frame('NOTIFY_MESSAGE'),
      own: frame('NOTIFY_MESSAGE'),
      ...(turn === undefined ? {} : { ack: { to, frame: frame('WRITE_MESSAGE_ACK') } }),
    });
  }

  private refuse(turn: Turn | undefined): void {
    if (turn !== undefined) this.writer.socket.refuse(turn, { code: 'NOT_A_MEMBER', message: 'no' });
  }

  private deliver(count: number): void {
    for (const message of this.committed.slice(this.delivered, this.delivered + count)) this.lane.push(message);
    this.delivered = Math.min(this.committed.length, this.delivered + count);
    this.turn();
  }

  /** One slice hears what there is. */
  private turn(): void {
    for (const flush of this.flushes.splice(0)) flush();
  }

  private deliverAgain(): void {
    const message = this.committed[this.delivered - 1];
    if (message !== undefined) this.lane.push(message);
  }

  /** From here on the reader hears nothing, until the replay has told him all that is committed, delivered or not. */
  private resume(): void {
    if (this.isResuming) return;
    this.isResuming = true;
    this.reader.socket.hold(CHANNEL);
    this.heard.push(this.readHere());
  }

  private sync(): void {
    if (!this.isResuming) return;
    this.isResuming = false;
    const replayed = this.committed.length;
    this.reader.socket.replayed(CHANNEL, replayed);
    // Nothing is heard between the arrival of RESUME and its SYNCED.
    this.heard.at(-1)?.push(...this.readHere());
    this.from.push(replayed + 1);
    this.reader.socket.release(CHANNEL);
  }

  /** What the reader heard since it was asked last. */
  private readHere(): number[] {
    const frames = this.reader.line.frames();
    this.reader.line.writes.length = 0;
    return frames.map(({ messageSequence }) => Number(messageSequence));
  }
}

const story = fc.array(fc.constantFrom(...steps), { maxLength: 60 });

it('whatever happens in between, the writer gets 1, 2, 3 … as acks and messages', () => {
  fc.assert(
    fc.property(story, (taken) => {
      const told = new Story();
      for (const step of taken) told.take(step);
      told.end();
      const sequences = told.writer.line.frames().flatMap(({ type, messageSequence }) => (type === 'ERROR' ? [] : [messageSequence]));
      expect(sequences).toEqual(told.committedSequences);
    }),
    { numRuns: 500 },
  );
});

it('whenever one resumes, he hears on from where the replay ended: nothing twice, nothing left out', () => {
  fc.assert(
    fc.property(story, (taken) => {
      const told = new Story();
      for (const step of taken) told.take(step);
      told.end();
      for (const [index, sequences] of told.heard.entries())
        expect(sequences).toEqual(sequences.map((_, offset) => (told.from[index] ?? 0) + offset));
      expect(told.heard.at(-1)).toEqual(told.committedSequences.slice((told.from.at(-1) ?? 1) - 1));
    }),
    { numRuns: 500 },
  );
});
