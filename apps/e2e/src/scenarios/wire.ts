/** What is under a client: all that is heard on it can be looked at, and it can be cut. */
import type { OpenSocket } from '@maru/client';
import type { ServerFrame } from '@maru/contracts';
import { WebSocket } from 'ws';

const BROKEN = 1006;

export class Wire {
  /** Over all its sockets, in the order of hearing. */
  readonly heard: ServerFrame[] = [];
  /** The same, for each of its sockets. */
  readonly sockets: ServerFrame[][] = [];
  /** The code of each close that the other side sent. */
  readonly closes: number[] = [];
  #socket: WebSocket | undefined;
  #lose: () => void = () => undefined;
  #away = false;

  readonly open: OpenSocket = (url, subprotocol, listener) => {
    if (this.#away) {
      queueMicrotask(() => listener.closed(BROKEN));
      return { send: () => undefined, close: () => undefined };
    }
    const frames: ServerFrame[] = [];
    this.sockets.push(frames);
    const socket = new WebSocket(url, subprotocol);
    let lost = false;
    const lose = (code: number) => {
      if (!lost) listener.closed(code);
      lost = true;
    };
    socket.on('message', (data) => {
      const text = (data as Buffer).toString();
      if (lost) return;
      const frame = JSON.parse(text) as ServerFrame;
      this.heard.push(frame);
      frames.push(frame);
      listener.heard(text);
    });
    socket.on('close', (code) => {
      this.closes.push(code);
      lose(code);
    });
    socket.on('error', () => lose(BROKEN));
    this.#socket = socket;
    this.#lose = () => lose(BROKEN);
    return {
      send: (text) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
      },
      close: () => {
        socket.close();
        lose(BROKEN);
      },
    };
  };

  /** Past the client, which knows nothing of it. */
  say(frame: object | string): void {
    this.#socket?.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** Gone without a word. What is under way is lost in both directions. */
  cut(): void {
    const socket = this.#socket;
    this.#lose();
    socket?.terminate();
  }

  /** Cut, and no way back until `return`. */
  leave(): void {
    this.#away = true;
    this.cut();
  }

  return(): void {
    this.#away = false;
  }
}
