/** One visitor's socket: what its client says, one after the other, and what its dialect makes of that. */
import type { Person, Refusal } from '@maru/contracts';
import { Logger } from '@nestjs/common';
import type { Welcome } from '../dialects/door.js';
import type { ClientSocket } from '../sockets/client-socket.js';
import type { Said, Speech } from './speech.js';

/** Texts that wait before we stop reading from the socket. */
const PAUSE = 64;

export class Visit {
  private readonly logger = new Logger('Visits');
  private waiting = 0;
  private done: Promise<void> = Promise.resolve();

  constructor(
    readonly socket: ClientSocket,
    readonly welcome: Welcome,
    private readonly speech: Speech,
  ) {}

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

  /** Resolves when it is written, and everybody is being told, or to why not. */
  say(guest: Person, said: Said): Promise<Refusal | undefined> {
    return this.speech.say(this.socket, this.welcome.channelId, guest, said);
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

  private async take(text: string): Promise<void> {
    await this.socket.ready;
    try {
      if (!this.socket.ended) await this.welcome.hears(text, this);
    } catch (error) {
      this.logger.error('what a visitor said was not understood', error instanceof Error ? error.stack : String(error));
      this.close(1011, 'try again');
    }
    if (--this.waiting < PAUSE / 2) this.socket.resumeReading();
  }
}
