/** What the client behind a door says, one after the other. Who says more than is carried out is read no faster. */
import { Logger } from '@nestjs/common';
import type { ClientSocket } from '../sockets/client-socket.js';

/** Texts that wait before we stop reading from the socket. */
const PAUSE = 64;

export abstract class Hearing {
  private readonly logger = new Logger('Dialects');
  private waiting = 0;
  private done: Promise<void> = Promise.resolve();

  constructor(readonly socket: ClientSocket) {}

  get address(): string {
    return this.socket.address;
  }

  hear(text: string): void {
    if (this.socket.ended) return;
    if (++this.waiting >= PAUSE) this.socket.pauseReading();
    this.done = this.done.then(() => this.take(text));
  }

  /** Resolves when all that it has said is carried out. */
  async idle(): Promise<void> {
    await this.socket.ready;
    await this.done;
  }

  /** To this client alone. */
  tell(text: string): void {
    this.socket.tell(text);
  }

  /** What the client has said behind it counts no more. */
  close(code: number, reason: string): void {
    this.socket.ended = true;
    this.socket.dismiss(code, reason);
  }

  /** Without a closing handshake. */
  cut(): void {
    this.socket.ended = true;
    this.socket.cut();
  }

  protected abstract understand(text: string): Promise<void>;

  private async take(text: string): Promise<void> {
    await this.socket.ready;
    try {
      if (!this.socket.ended) await this.understand(text);
    } catch (error) {
      this.logger.error('what a client said was not understood', error instanceof Error ? error.stack : String(error));
      this.close(1011, 'try again');
    }
    if (--this.waiting < PAUSE / 2) this.socket.resumeReading();
  }
}
