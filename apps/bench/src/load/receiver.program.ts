/** `receiver.c` for machines without a compiler: the same words, the same answers, some times the cost. No nats. */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { Histogram } from '../measure/histogram.js';
import { FrameReader } from './frame-reader.js';

const [ports = '', wanted = '', requestFile = '', ...given] = process.argv.slice(2);
const settings = new Map(given.map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]));
const places = ports.split(',').map(Number);
const requests = readFileSync(requestFile, 'utf8').split('---\n').slice(0, -1);
const [hello = '', ready = '', count = ''] = ['hello', 'ready', 'count'].map((name) => settings.get(name));
const [sample, stalled, flight] = [
  Number(settings.get('sample') ?? 50),
  Number(settings.get('stalled') ?? 0),
  Number(settings.get('flight') ?? 256),
];
if (settings.get('kind') === 'nats') throw new Error('this receiver speaks no nats: a C compiler is needed');

const nowUs = () => Number(process.hrtime.bigint() / 1_000n);
const sum = { open: 0, ready: 0, gone: 0, messages: 0, bytes: 0, reads: 0, lastUs: 0, samples: 0, worstUs: 0 };
let histogram = new Histogram();
let started = 0;
let underWay = 0;

class Line {
  messages = 0;
  private head: Buffer | undefined = Buffer.alloc(0);
  private isReady = false;
  private readonly socket: Socket;
  private readonly reader = new FrameReader({ frame: (opcode, bytes, start, end) => this.take(opcode, bytes, start, end) });

  constructor(private readonly index: number) {
    this.socket = connect({ port: places[index % places.length] ?? 0, host: '127.0.0.1', noDelay: true });
    this.socket.on('connect', () => this.socket.write(requests[index % requests.length] ?? ''));
    this.socket.on('data', (chunk: Buffer) => this.hear(chunk));
    this.socket.on('error', () => this.socket.destroy());
    this.socket.on('close', () => {
      sum.gone++;
      if (!this.isReady) underWay--;
    });
  }

  private hear(chunk: Buffer): void {
    sum.reads++;
    sum.bytes += chunk.length;
    if (this.head === undefined) return this.reader.read(chunk);
    this.head = Buffer.concat([this.head, chunk]);
    const end = this.head.indexOf('\r\n\r\n');
    if (end === -1) return undefined;
    if (!this.head.includes('HTTP/1.1 101')) return void this.socket.destroy();
    const rest = this.head.subarray(end + 4);
    this.head = undefined;
    sum.open++;
    if (hello !== '') this.say(1, Buffer.from(hello));
    if (ready === '') this.becomeReady();
    return this.reader.read(rest);
  }

  private take(opcode: number, bytes: Buffer, start: number, end: number): void {
    if (opcode === 8) this.socket.destroy();
    if (opcode === 9) this.say(10, bytes.subarray(start, end));
    if (opcode > 7) return;
    const begins = (prefix: string) => bytes.toString('latin1', start, Math.min(end, start + prefix.length)) === prefix;
    if (!this.isReady && begins(ready)) this.becomeReady();
    if (!begins(count)) return;
    this.messages++;
    sum.messages++;
    sum.lastUs = nowUs();
    if (this.index % sample !== Math.floor(sample / 2)) return;
    const sent = /~(\d+)/.exec(bytes.toString('latin1', start, end))?.[1];
    if (sent === undefined) return;
    const took = Math.max(0, sum.lastUs - Number(sent));
    sum.samples++;
    sum.worstUs = Math.max(sum.worstUs, took);
    histogram.add(took);
  }

  private becomeReady(): void {
    this.isReady = true;
    sum.ready++;
    underWay--;
    if (this.index < stalled) this.socket.pause();
    startMore();
  }

  private say(opcode: number, payload: Buffer): void {
    const header = Buffer.from([0x80 | opcode, 0x80 | 126, payload.length >> 8, payload.length & 0xff, 0, 0, 0, 0]);
    this.socket.write(Buffer.concat([header, payload]));
  }
}

const lines: Line[] = [];
function startMore(): void {
  while (started < Number(wanted) && underWay < flight) {
    underWay++;
    lines.push(new Line(started++));
  }
}

function begin(): void {
  Object.assign(sum, { messages: 0, bytes: 0, reads: 0, lastUs: 0, samples: 0, worstUs: 0 });
  histogram = new Histogram();
  for (const line of lines) line.messages = 0;
}

function report(): void {
  const counts = lines.slice(stalled).map(({ messages }) => messages);
  const [least, most] = [counts.reduce((a, b) => Math.min(a, b), Infinity), counts.reduce((a, b) => Math.max(a, b), 0)];
  process.stdout.write(
    `${JSON.stringify({ ...sum, least: Number.isFinite(least) ? least : 0, most, nowUs: nowUs(), took: histogram.took })}\n`,
  );
}

createInterface({ input: process.stdin })
  .on('line', (line) => (line === 'begin' ? begin() : report()))
  .on('close', () => process.exit(0));
startMore();
