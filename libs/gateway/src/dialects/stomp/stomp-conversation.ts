/** One STOMP client: what it says, frame by frame, and what is answered. Who breaks the protocol hears an ERROR, and the line is closed. */
import { randomUUID } from 'node:crypto';
import { publicUserId, type SessionView } from '@maru/contracts';
import type { Line } from '../../sockets/line.js';
import type { Stay } from '../../stays/stay.js';
import type { Admission } from '../door.js';
import { agree, type Beating, OFFERED_MS } from './heart-beats.js';
import { localTime } from '../local-time.js';
import { StompError, type StompFrame, type Version, VERSIONS, writeFrame } from './stomp-frames.js';
import { alone, stompDialect } from './stomp.dialect.js';
import type { StompHouse } from './stomp-house.js';
import { messageFrame, StompLine } from './stomp-line.js';
import { StompParser } from './stomp-parser.js';
import { type Subscription, Subscriptions, subscriptionTo } from './subscriptions.js';
import type { Refused } from './stomp-errands.js';

const ERRORS = '/user/queue/errors';
const MOST_SUBSCRIPTIONS = 1_000;
const PROTOCOL_ERROR = 1002;

/** Whether its receipt is due. */
type Outcome = Promise<boolean>;

export class StompConversation implements Admission, Beating {
  readonly dialect = stompDialect;
  beats: Beating['beats'] = { ours: 0, theirs: 0 };
  private readonly parser: StompParser;
  private readonly subscriptions = new Subscriptions();
  private version: Version | undefined;
  private line: StompLine | undefined;
  private stay: Stay | undefined;

  constructor(
    private readonly house: StompHouse,
    readonly session: SessionView,
  ) {
    this.parser = new StompParser(house.directory.limits.frameBytes);
  }

  wrap(line: Line): Line {
    this.line = new StompLine(line, this.house.scribe, this.subscriptions, () => this.house.directory.now());
    return this.line;
  }

  begins(stay: Stay): void {
    this.stay = stay;
  }

  gone(): void {
    this.house.heartBeats.delete(this);
  }

  get lastWrittenAt(): number {
    return this.line?.lastWrittenAt ?? 0;
  }

  get lastHeardAt(): number {
    return this.stay?.socket.lastHeardAt ?? 0;
  }

  beat(): void {
    this.line?.beat();
  }

  fallSilent(): void {
    if (this.stay !== undefined) this.fail(this.stay, new StompError('no heart-beat'));
  }

  async hears(text: string, stay: Stay): Promise<void> {
    try {
      for (const frame of this.parser.read(Buffer.from(text))) {
        await this.take(frame, stay);
        if (stay.socket.ended) return;
      }
    } catch (error) {
      if (!(error instanceof StompError)) throw error;
      this.fail(stay, error);
    }
  }

  private async take(frame: StompFrame, stay: Stay): Promise<void> {
    const receiptId = frame.headers.get('receipt');
    const isDone = await this.carryOut(frame, stay, receiptId).catch((error: unknown) => {
      throw error instanceof StompError ? new StompError(error.message, error.receiptId ?? receiptId) : error;
    });
    if (isDone && receiptId !== undefined) this.tell(stay, 'RECEIPT', [['receipt-id', receiptId]]);
    if (frame.command === 'DISCONNECT') stay.close(1000, 'goodbye');
  }

  private async carryOut(frame: StompFrame, stay: Stay, receiptId: string | undefined): Outcome {
    const { command } = frame;
    if (command === 'CONNECT' || command === 'STOMP') return this.connect(frame, stay);
    if (this.version === undefined) throw new StompError('CONNECT comes first');
    switch (command) {
      case 'SEND':
        return await this.send(frame, stay, receiptId);
      case 'SUBSCRIBE':
        return await this.subscribe(frame, stay);
      case 'UNSUBSCRIBE':
        return this.unsubscribe(frame, stay);
      // All is acknowledged as it is told.
      case 'ACK':
      case 'NACK':
      case 'DISCONNECT':
        return true;
      case 'BEGIN':
      case 'COMMIT':
      case 'ABORT':
        throw new StompError('transactions are not supported');
    }
    throw new StompError(`there is no command ${command.slice(0, 40)}`);
  }

  /** Who it is was settled by the token: names and passwords here count for nothing. */
  private connect({ headers }: StompFrame, stay: Stay): boolean {
    if (this.version !== undefined) throw new StompError('it is connected already');
    const accepts = (headers.get('accept-version') ?? '1.0').split(',').map((version) => version.trim());
    const version = VERSIONS.find((ours) => accepts.includes(ours));
    if (version === undefined) throw new StompError(`supported versions are ${VERSIONS.join(', ')}`);
    const beats = agree(headers.get('heart-beat'));
    if (beats === undefined) throw new StompError('heart-beat is not two numbers');
    this.version = version;
    this.parser.version = version;
    if (this.line !== undefined) this.line.version = version;
    this.beats = beats;
    this.house.heartBeats.add(this);
    this.tell(stay, 'CONNECTED', [
      ['version', version],
      ['heart-beat', `${OFFERED_MS},${OFFERED_MS}`],
      ['session', randomUUID()],
      ['server', 'Maru'],
      ['user-name', publicUserId(this.session.userId)],
    ]);
    return true;
  }

  private async subscribe({ headers }: StompFrame, stay: Stay): Outcome {
    const destination = needed(headers, 'destination');
    // 1.0 can do without.
    const id = headers.get('id') ?? (this.version === '1.0' ? destination : needed(headers, 'id'));
    if (this.subscriptions.find(id) !== undefined) throw new StompError('a subscription has this id already');
    if (this.subscriptions.size >= MOST_SUBSCRIPTIONS) throw new StompError('too many subscriptions');
    const subscription = subscriptionTo(destination, id);
    if (subscription === undefined) throw new StompError('there is no such destination');
    const refusal = await stay.takeTurn();
    if (refusal !== undefined) throw new StompError(refusal.message);
    if (subscription.channelId !== undefined && !(await this.house.letHear(subscription.channelId, stay)))
      throw new StompError('there is no such room');
    this.subscriptions.add(subscription);
    return true;
  }

  private unsubscribe({ headers }: StompFrame, stay: Stay): boolean {
    const id = headers.get('id') ?? (this.version === '1.0' ? needed(headers, 'destination') : needed(headers, 'id'));
    const channelId = this.subscriptions.find(id)?.channelId;
    this.subscriptions.delete(id);
    if (channelId !== undefined && this.subscriptions.ofRoom(channelId).length === 0) stay.overhearNoMore(channelId);
    return true;
  }

  private async send({ headers, body }: StompFrame, stay: Stay, receiptId: string | undefined): Outcome {
    if (headers.has('transaction')) throw new StompError('transactions are not supported');
    const errand = this.house.errands.find(needed(headers, 'destination'));
    if (errand === undefined) throw new StompError('there is no such destination');
    const refused = await errand(body.toString(), stay);
    if (refused !== undefined) this.refuse(stay, refused, receiptId);
    return refused === undefined;
  }

  /** The line lives on. Clients look for the code under either name. */
  private refuse(stay: Stay, { code, message, retryAfterMs }: Refused, receiptId: string | undefined): void {
    const seconds = retryAfterMs === undefined ? {} : { retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1_000)) };
    const body = JSON.stringify({ errorCode: code, code, message, timestamp: localTime(this.house.directory.now()), ...seconds });
    const content = { id: randomUUID(), body, length: Buffer.byteLength(body) };
    const more: [string, string][] = receiptId === undefined ? [] : [['receipt-id', receiptId]];
    const write = (subscription: Subscription) => messageFrame(subscription, content, this.version ?? '1.2', more);
    for (const subscription of this.subscriptions.to(ERRORS)) stay.tell(alone(write(subscription)));
  }

  private tell(stay: Stay, command: string, headers: readonly [string, string][], body = ''): void {
    stay.tell(alone(writeFrame(command, headers, this.version ?? '1.2', body)));
  }

  private fail(stay: Stay, { message, receiptId }: StompError): void {
    const headers: [string, string][] = [
      ['message', message],
      ...(receiptId === undefined ? [] : [['receipt-id', receiptId] satisfies [string, string]]),
      ['content-type', 'text/plain'],
      ['content-length', String(Buffer.byteLength(message))],
      ...(this.version === undefined ? [['version', VERSIONS.toReversed().join(',')] satisfies [string, string]] : []),
    ];
    this.tell(stay, 'ERROR', headers, message);
    stay.close(PROTOCOL_ERROR, message.slice(0, 100));
  }
}

function needed(headers: ReadonlyMap<string, string>, name: string): string {
  const value = headers.get(name);
  if (value === undefined || value === '') throw new StompError(`the header ${name} is missing`);
  return value;
}
