/** A WebSocket client that costs next to nothing: for those who make the load, so that they are not what is measured. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { FrameReader } from './frame-reader.js';
import { type Handshake, handshake } from './handshakes.js';

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

export class LeanSocket {
  /** Every text frame: its payload lies in `bytes` from `start` to `end`. */
  heard: (bytes: Buffer, start: number, end: number) => void = () => undefined;
  isOpen = true;
  private readonly reader = new FrameReader({ frame: (opcode, bytes, start, end) => this.take(opcode, bytes, start, end) });

  private constructor(private readonly line: Socket) {}

  static async open(how: Handshake): Promise<LeanSocket> {
    const line = connect({ port: how.port, host: '127.0.0.1', noDelay: true });
    await once(line, 'connect');
    line.write(handshake(how));
    let head = Buffer.alloc(0);
    while (!head.includes('\r\n\r\n')) head = Buffer.concat([head, ...((await once(line, 'data')) as Buffer[])]);
    if (!head.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101'))) throw new Error(`refused: ${head.toString().split('\r\n')[0]}`);
    const socket = new LeanSocket(line);
    const early = head.subarray(head.indexOf('\r\n\r\n') + 4);
    line.on('data', (chunk: Buffer) => socket.reader.read(chunk));
    line.on('close', () => (socket.isOpen = false));
    line.on('error', () => line.destroy());
    // What came with the answer is read when the caller listens.
    if (early.length > 0) setImmediate(() => socket.reader.read(early));
    return socket;
  }

  say(text: string): void {
    this.line.write(masked(TEXT, Buffer.from(text)));
  }

  /** For one who asks one thing after the other: the answer to a request, or its refusal as an error. */
  ask(request: object): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      this.heard = (bytes, start, end) => {
        const frame = JSON.parse(bytes.toString('utf8', start, end)) as Record<string, unknown>;
        const type = String(frame['type']);
        if (type === 'ERROR') reject(new Error(JSON.stringify(frame)));
        else if (/_RESPONSE$|_ACK$/.test(type)) resolve(frame);
      };
      this.say(JSON.stringify(request));
    });
  }

  close(): void {
    this.line.destroy();
  }

  private take(opcode: number, bytes: Buffer, start: number, end: number): void {
    if (opcode === TEXT) this.heard(bytes, start, end);
    else if (opcode === PING) this.line.write(masked(PONG, bytes.subarray(start, end)));
    else if (opcode === CLOSE) this.close();
  }
}

/** As from a client; the mask is of zeros, so the payload stays as it is. */
function masked(opcode: number, payload: Buffer): Buffer {
  const short = payload.length < 126;
  const header = Buffer.alloc(short ? 6 : 8);
  header[0] = 0x80 | opcode;
  header[1] = 0x80 | (short ? payload.length : 126);
  if (!short) header.writeUInt16BE(payload.length, 2);
  return Buffer.concat([header, payload]);
}
