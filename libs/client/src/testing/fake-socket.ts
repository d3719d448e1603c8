/** A socket whose frames lie still on the way until they are let through, in either direction. */
import type { Socket, SocketListener } from '../socket/socket.js';

export class FakeSocket implements Socket {
  #toServer: string[] = [];
  /** A number closes. */
  #toClient: (string | number)[] = [];
  isOpen = true;

  constructor(
    private readonly listener: SocketListener,
    private readonly take: (text: string) => void,
    private readonly isAutomatic: () => boolean,
  ) {}

  /** The client says. */
  send(text: string): void {
    if (this.isOpen) this.#toServer.push(text);
    this.#travel();
  }

  /** The client closes. What it sent before still arrives. */
  close(): void {
    this.isOpen = false;
  }

  /** The server says. */
  say(frame: object): void {
    if (this.isOpen) this.#toClient.push(JSON.stringify(frame));
    this.#travel();
  }

  /** The server closes, behind what it said. */
  end(code: number): void {
    this.#toClient.push(code);
    this.#travel();
  }

  /** The line breaks: what is under way is lost. (Let through first what shall not be.) */
  cut(): void {
    this.#toServer = [];
    this.#toClient = [];
    if (!this.isOpen) return;
    this.isOpen = false;
    this.listener.closed(1006);
  }

  /** Lets this many frames arrive at the server. */
  up(count = Infinity): void {
    for (let i = 0; i < count && this.#toServer.length > 0; i++) {
      const text = this.#toServer.shift();
      if (text !== undefined) this.take(text);
    }
  }

  /** Lets this many frames arrive at the client. */
  down(count = Infinity): void {
    for (let i = 0; i < count && this.#toClient.length > 0; i++) {
      const frame = this.#toClient.shift();
      if (!this.isOpen) return;
      if (typeof frame === 'string') this.listener.heard(frame);
      else if (frame !== undefined) {
        this.isOpen = false;
        this.listener.closed(frame);
      }
    }
  }

  #travel(): void {
    if (this.isAutomatic())
      queueMicrotask(() => {
        this.up();
        this.down();
      });
  }
}
