/** A socket whose line is in memory: what is written to it can be read, and it can be told to be slow. */
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { maru1 } from '../dialects/maru1/maru1.dialect.js';
import type { Dialect } from '../dialects/dialect.js';
import { NoMetrics } from '@maru/ports';
import { GatewayNumbers } from '../numbers/gateway-numbers.js';
import { ClientSocket } from './client-socket.js';
import { WebSocketLine } from './line.js';
import type { SocketSession } from './sessions.js';

export class Line extends EventEmitter {
  writableLength = 0;
  isPaused = false;
  closedWith: number | undefined;
  readonly writes: Buffer[] = [];
  /** Calls of the kernel. */
  flushes = 0;
  onWrite: () => void = () => undefined;
  private corked: Buffer[] | undefined;

  write(bytes: Buffer): boolean {
    this.writes.push(bytes);
    if (this.corked !== undefined) {
      this.corked.push(bytes);
      this.writableLength += bytes.length;
      return true;
    }
    this.flushes++;
    this.onWrite();
    return true;
  }

  cork(): void {
    this.corked = [];
  }

  uncork(): void {
    for (const { length } of this.corked ?? []) this.writableLength -= length;
    if (this.corked !== undefined && this.corked.length > 0) this.flushes++;
    this.corked = undefined;
  }

  close(code: number): void {
    this.closedWith = code;
  }

  terminate(): void {
    this.closedWith ??= 1006;
  }

  ping(): void {
    this.emit('pinged');
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  /** The frames that were written, as objects. */
  frames(): Record<string, unknown>[] {
    const frames: Record<string, unknown>[] = [];
    for (const bytes of this.writes) for (const text of textsOf(bytes)) frames.push(JSON.parse(text) as Record<string, unknown>);
    return frames;
  }
}

/** Reads server frames apart, as a client would. */
export function textsOf(bytes: Buffer): string[] {
  const texts: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const header = short < 126 ? 2 : short === 126 ? 4 : 10;
    const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 6);
    texts.push(bytes.toString('utf8', at + header, at + header + length));
    at += header + length;
  }
  return texts;
}

let nextId = 1;

export function aSession(userId: number, activeChannelId?: number): SocketSession {
  return {
    sessionId: `session-${userId}`,
    userId,
    username: `user${userId}`,
    sockets: new Set(),
    activeChannelId,
    expiresAt: Infinity,
    touchedAt: 0,
  };
}

export function aSocket(options: { userId?: number; dialect?: Dialect; queueBytes?: number; session?: SocketSession } = {}): {
  socket: ClientSocket;
  line: Line;
} {
  const line = new Line();
  const socket = new ClientSocket({
    gatewayId: 'g1',
    id: nextId++,
    session: options.session ?? aSession(options.userId ?? 1),
    dialect: options.dialect ?? maru1,
    address: '127.0.0.1',
    line: new WebSocketLine(line as unknown as WebSocket, line as unknown as Socket),
    queueBytes: options.queueBytes ?? 1_048_576,
    openedAt: 0,
    numbers: new GatewayNumbers(new NoMetrics()),
  });
  socket.greet();
  return { socket, line };
}
