/** What a socket is written to and closed by: a WebSocket, or whatever else carries frames to one client, in their order. */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { frameText } from './web-socket-frame.js';

export interface Line {
  /** Bytes that were written and have not left. */
  readonly waitingBytes: number;
  readonly isPaused: boolean;
  /** A text as the bytes that it takes. */
  frame(text: string): Buffer;
  /** Bytes as its dialect frames them. */
  write(bytes: Buffer): void;
  /** What is written meanwhile leaves together. */
  together(writes: () => void): void;
  ping(): void;
  pause(): void;
  resume(): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

/** Frames are made once and shared: they are written to the connection beneath the WebSocket. */
export class WebSocketLine implements Line {
  constructor(
    private readonly webSocket: WebSocket,
    private readonly transport: Socket,
  ) {}

  get waitingBytes(): number {
    return this.transport.writableLength;
  }

  get isPaused(): boolean {
    return this.webSocket.isPaused;
  }

  frame(text: string): Buffer {
    return frameText(text);
  }

  write(bytes: Buffer): void {
    this.transport.write(bytes);
  }

  together(writes: () => void): void {
    this.transport.cork();
    try {
      writes();
    } finally {
      this.transport.uncork();
    }
  }

  ping(): void {
    this.webSocket.ping();
  }

  pause(): void {
    this.webSocket.pause();
  }

  resume(): void {
    this.webSocket.resume();
  }

  close(code: number, reason: string): void {
    this.webSocket.close(code, reason);
  }

  terminate(): void {
    this.webSocket.terminate();
  }
}
