/** A client of an older chat system: a bare WebSocket, and what came over it. */
import { once } from 'node:events';
import { waitUntil } from '@maru/testing';
import { WebSocket } from 'ws';

export type Frame = Record<string, unknown>;

export class OlderClient {
  readonly texts: string[] = [];
  closed: { code: number; reason: string } | undefined;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.texts.push(data.toString()));
    socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }));
    socket.on('error', () => undefined);
  }

  /** Resolves when its handshake has succeeded. */
  static async open(url: string, path: string, headers: Record<string, string> = {}): Promise<OlderClient> {
    const client = new OlderClient(new WebSocket(`${url.replace(/^http/, 'ws')}${path}`, { headers }));
    await once(client.socket, 'open');
    return client;
  }

  /** The status that refuses the handshake. */
  static async refused(url: string, path: string): Promise<number> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}${path}`);
    socket.on('error', () => undefined);
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    socket.terminate();
    return response.statusCode;
  }

  get frames(): Frame[] {
    return this.texts.map((text) => JSON.parse(text) as Frame);
  }

  say(text: string | object): void {
    this.socket.send(typeof text === 'string' ? text : JSON.stringify(text));
  }

  /** The first frame that has these fields. */
  hears(fields: Frame): Promise<Frame> {
    const fits = (frame: Frame) => Object.entries(fields).every(([name, value]) => frame[name] === value);
    return waitUntil(() => this.frames.find(fits), { what: `${JSON.stringify(fields)} in ${this.texts.join('\n')}` });
  }

  until<T>(found: () => T) {
    return waitUntil(found, { what: `more than ${this.texts.join('\n')}` });
  }

  ends(): Promise<{ code: number; reason: string }> {
    return waitUntil(() => this.closed, { what: 'a close' });
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.socket, 'close');
    this.socket.close();
    await closed;
  }
}
