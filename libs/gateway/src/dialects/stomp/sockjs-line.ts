/**
 * One SockJS client as a line, whatever carries it. What is written while nobody is there to take it (between two polls) waits here, where it
 * is counted, and goes out with the next one; what is being carried is counted as the connection beneath has it.
 */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Connection } from 'sockjs';
import type { Line } from '../../sockets/line.js';

/** What the library has of the client at the moment: a response that is written to, or a WebSocket and its connection. */
interface Receiver {
  readonly response?: ServerResponse | null;
  readonly connection?: Socket | null;
  readonly ws?: { ping(message: string, answered: () => void): boolean } | null;
}

export class SockJsLine implements Line {
  isPaused = false;
  /** Called when the client has shown that it is there. */
  onAlive: (() => void) | undefined;
  private readonly outbox: string[] = [];
  private outboxBytes = 0;
  private resumed: (() => void)[] = [];

  constructor(private readonly connection: Connection) {}

  get waitingBytes(): number {
    return this.outboxBytes + (this.writable?.writableLength ?? 0);
  }

  frame(text: string): Buffer {
    return Buffer.from(text);
  }

  write(bytes: Buffer): void {
    const text = bytes.toString();
    if (this.receiver !== undefined) return void this.connection.write(text);
    this.outbox.push(text);
    this.outboxBytes += bytes.length;
  }

  /** All that waits, in one go: a poll takes what is there when it comes, and no more. */
  handOver(): void {
    for (const text of this.outbox.splice(0)) this.connection.write(text);
    this.outboxBytes = 0;
  }

  together(writes: () => void): void {
    writes();
  }

  /** Who polls, or has read all that was written, is there. One who is gone between two polls is given up by the library. */
  ping(): void {
    const alive = () => this.onAlive?.();
    const { receiver } = this;
    if (receiver?.ws) receiver.ws.ping('', alive);
    else if ((this.writable?.writableLength ?? 0) === 0) alive();
  }

  pause(): void {
    this.isPaused = true;
    this.receiver?.connection?.pause();
  }

  resume(): void {
    if (!this.isPaused) return;
    this.isPaused = false;
    this.receiver?.connection?.resume();
    for (const resolve of this.resumed.splice(0)) resolve();
  }

  /** Whoever sends by calls of his own is answered when we read again. */
  untilResumed(): Promise<void> {
    return this.isPaused ? new Promise((resolve) => this.resumed.push(resolve)) : Promise.resolve();
  }

  close(code: number, reason: string): void {
    this.handOver();
    // Its types say that the code is a text; it is written as it is.
    (this.connection as unknown as { close(code: number, reason: string): void }).close(code, reason);
    this.resume();
  }

  terminate(): void {
    this.close(1006, 'terminated');
    this.receiver?.connection?.destroy();
    this.receiver?.response?.destroy();
  }

  private get writable(): { readonly writableLength: number } | undefined {
    return this.receiver?.response ?? this.receiver?.connection ?? undefined;
  }

  private get receiver(): Receiver | undefined {
    const { _session: session } = this.connection as unknown as { _session?: { recv?: Receiver | null } };
    return session?.recv ?? undefined;
  }
}
