/**
 * STOMP frames out of what arrives, however it is cut: several in one text, or one in several. It keeps no more than one frame of the
 * largest size. What breaks the protocol is thrown, and nothing is read behind it.
 */
import { StompError, type StompFrame, unescaped, type Version } from './stomp-frames.js';

const NUL = 0;
const LF = 10;
const CR = 13;
const MOST_HEADERS = 64;
const LONGEST_HEADER = 8_192;

interface Head {
  readonly command: string;
  readonly headers: Map<string, string>;
  /** Where the body begins. */
  readonly end: number;
}

export class StompParser {
  /** Until CONNECT has settled it. */
  version: Version = '1.2';
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly mostBytes: number) {}

  /** The frames that are whole now. Those before a broken one are handed over before it is thrown. */
  *read(chunk: Buffer): Generator<StompFrame> {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    for (;;) {
      this.rest = this.rest.subarray(beginOf(this.rest));
      if (this.rest.length === 0) return;
      const taken = this.takeFrame(this.rest);
      if (taken === undefined) {
        if (this.rest.length > this.mostBytes) throw tooLarge();
        // What stays must not keep alive what it was cut from.
        this.rest = Buffer.from(this.rest);
        return;
      }
      this.rest = this.rest.subarray(taken.bytes);
      yield taken.frame;
    }
  }

  private takeFrame(bytes: Buffer): { frame: StompFrame; bytes: number } | undefined {
    const head = this.readHead(bytes);
    if (head === undefined) return undefined;
    const { command, headers, end } = head;
    const receiptId = headers.get('receipt');
    const length = lengthOf(headers);
    if (end + (length ?? 0) + 1 > this.mostBytes) throw tooLarge(receiptId);
    const bodyEnd = length === undefined ? bytes.indexOf(NUL, end) : end + length;
    if (bodyEnd < 0 || bodyEnd >= bytes.length) return undefined;
    if (bytes[bodyEnd] !== NUL) throw new StompError('the body is longer than its content-length', receiptId);
    if (bodyEnd + 1 > this.mostBytes) throw tooLarge(receiptId);
    return { frame: { command, headers, body: Buffer.from(bytes.subarray(end, bodyEnd)) }, bytes: bodyEnd + 1 };
  }

  /** Undefined: not all of it is here. */
  private readHead(bytes: Buffer): Head | undefined {
    const lines: string[] = [];
    for (let begin = 0; ;) {
      const end = bytes.indexOf(LF, begin);
      const line = bytes.subarray(begin, end < 0 ? bytes.length : end);
      if (line.includes(NUL)) throw new StompError('a frame ends within its headers');
      if (line.length > LONGEST_HEADER) throw new StompError('a header is too long');
      if (end < 0) return undefined;
      const text = (line.at(-1) === CR ? line.subarray(0, -1) : line).toString();
      if (text === '' && lines.length > 0) return { ...this.headOf(lines), end: end + 1 };
      if (lines.push(text) > MOST_HEADERS) throw new StompError('a frame has too many headers');
      begin = end + 1;
    }
  }

  private headOf([command = '', ...lines]: readonly string[]): { command: string; headers: Map<string, string> } {
    const headers = new Map<string, string>();
    // CONNECT comes before there is a version: its headers are as they are.
    const version = command === 'CONNECT' || command === 'STOMP' ? '1.0' : this.version;
    for (const line of lines) {
      const colon = line.indexOf(':');
      if (colon < 1) throw new StompError('a header has no colon, or no name');
      const name = unescaped(line.slice(0, colon), version);
      if (!headers.has(name)) headers.set(name, unescaped(line.slice(colon + 1), version));
    }
    return { command, headers };
  }
}

/** Ends of lines between frames are heart-beats. */
function beginOf(bytes: Buffer): number {
  let begin = 0;
  while (bytes[begin] === LF || bytes[begin] === CR) begin += 1;
  return begin;
}

function lengthOf(headers: ReadonlyMap<string, string>): number | undefined {
  const text = headers.get('content-length');
  if (text === undefined) return undefined;
  if (!/^\s*\d{1,9}\s*$/.test(text)) throw new StompError('content-length is no number', headers.get('receipt'));
  return Number(text);
}

function tooLarge(receiptId?: string): StompError {
  return new StompError('the frame is too large', receiptId);
}
