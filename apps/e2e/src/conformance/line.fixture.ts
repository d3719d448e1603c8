/** A bare socket: it sends what it is told to, byte for byte, and checks each frame that it hears against the protocol. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { waitUntil } from '@maru/testing';
import { WebSocket } from 'ws';
import { type DialectName, type Frame, isReply, wrongWith } from './heard-frames.fixture.js';

export interface LineOptions {
  readonly dialect?: DialectName;
  /** What is offered instead of what the dialect needs. */
  readonly protocols?: string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the address, with its question mark. */
  readonly query?: string;
  readonly autoPong?: boolean;
}

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

let fences = 0;

export class Line {
  /** All that it heard, oldest first. */
  readonly heard: Frame[] = [];
  readonly wrong: string[] = [];
  readonly closed: Promise<Closed>;
  isClosed = false;
  pings = 0;
  private readonly taken = new Set<Frame>();

  private constructor(
    readonly webSocket: WebSocket,
    readonly dialect: DialectName,
  ) {
    webSocket.on('message', (data: Buffer, isBinary) => this.hear(data.toString(), isBinary));
    webSocket.on('ping', () => (this.pings += 1));
    this.closed = once(webSocket, 'close').then(([code, reason]: unknown[]) => {
      this.isClosed = true;
      return { code: Number(code), reason: String(reason) };
    });
  }

  /** Resolves when it is open. Rejects with the answer to the handshake, if that was no. */
  static async open(wsUrl: string, options: LineOptions = {}): Promise<Line> {
    const { dialect = 'maru.1', headers = {}, query = '', autoPong = true } = options;
    const protocols = options.protocols ?? (dialect === 'plain' ? [] : [dialect]);
    const webSocket = new WebSocket(wsUrl + query, protocols, { headers, autoPong, perMessageDeflate: true });
    const line = new Line(webSocket, dialect);
    const refused = once(webSocket, 'unexpected-response').then(async ([, response]: unknown[]) => {
      const answer = response as IncomingMessage;
      throw new Refused(answer.statusCode ?? 0, await text(answer), answer);
    });
    await Promise.race([once(webSocket, 'open'), refused]);
    refused.catch(() => undefined);
    webSocket.on('error', () => undefined);
    return line;
  }

  send(frame: object | string | Buffer): void {
    const bytes = typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame);
    this.webSocket.send(bytes, { binary: false });
  }

  /** All that is said to this socket alone until everything sent so far is answered: a frame of no known type is answered last, in its turn. */
  async repliesTo(...frames: (object | string | Buffer)[]): Promise<Frame[]> {
    const fence = `FENCE-${++fences}`;
    const from = this.heard.length;
    for (const frame of frames) this.send(frame);
    this.send({ type: fence });
    await this.until(
      () => this.heard.slice(from).some(({ messageType }) => messageType === fence),
      `an answer behind ${JSON.stringify(frames)}`,
    );
    const said = this.heard.slice(from).filter((frame) => isReply(this.dialect, frame));
    for (const frame of said) this.taken.add(frame);
    return said.filter(({ messageType }) => messageType !== fence);
  }

  /** The one answer, or the one `ERROR`. */
  async ask(frame: object | string | Buffer): Promise<Frame> {
    const [reply, ...more] = await this.repliesTo(frame);
    if (reply === undefined || more.length > 0)
      throw new Error(`${JSON.stringify(frame)} was answered with ${JSON.stringify([reply, ...more])}`);
    return reply;
  }

  /** The answer's type, or the error's code. `-` for neither. */
  async outcomeOf(frame: object | string | Buffer): Promise<string> {
    const replies = await this.repliesTo(frame);
    return replies.map(({ type, code, message }) => (type === 'ERROR' ? String(code ?? message) : type)).join() || '-';
  }

  /** The first frame of this type that nobody has asked for yet. */
  async hears(type: string, matching: object = {}): Promise<Frame> {
    const isIt = (frame: Frame) => frame.type === type && !this.taken.has(frame) && fits(frame, matching);
    await this.until(() => this.heard.some(isIt), `${type} ${JSON.stringify(matching)}`);
    const found = this.heard.find(isIt) as Frame;
    this.taken.add(found);
    return found;
  }

  /** What was told, in its order, of the types that are named, and was not asked for. */
  untaken(...types: string[]): Frame[] {
    return this.heard.filter((frame) => !this.taken.has(frame) && (types.length === 0 || types.includes(frame.type)));
  }

  /** All that was heard so far is not looked at again. */
  forget(): void {
    for (const frame of this.heard) this.taken.add(frame);
  }

  /** The same, for one that hears too much to keep it. */
  clear(): void {
    this.heard.length = 0;
    this.taken.clear();
  }

  async close(): Promise<Closed> {
    this.webSocket.close();
    return this.closed;
  }

  private hear(written: string, isBinary: boolean): void {
    const wrong = isBinary ? 'a binary frame' : wrongWith(this.dialect, written);
    if (wrong !== undefined) this.wrong.push(wrong);
    this.heard.push(JSON.parse(written) as Frame);
  }

  private async until(condition: () => boolean, what: string): Promise<void> {
    const isOver = () => condition() || this.isClosed;
    await waitUntil(isOver, { what });
    if (this.wrong.length > 0) throw new Error(this.wrong.join('\n'));
    if (!condition()) throw new Error(`closed with ${(await this.closed).code} while waiting for ${what}`);
  }
}

/** A handshake that was answered with no. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly body: string,
    readonly answer: IncomingMessage,
  ) {
    super(`refused: ${status} ${body}`);
  }
}

function fits(frame: Frame, matching: object): boolean {
  return Object.entries(matching).every(([field, value]) => JSON.stringify(frame[field]) === JSON.stringify(value));
}
