/** Where Maru's notifications are posted in a scenario: takes them, or refuses them for a while. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { waitUntil } from '@maru/testing';

export interface Notification {
  readonly username: string;
  readonly channelId: number;
  readonly messageSequence: number;
  readonly title: string;
  readonly body: string;
  readonly count: number;
}

export class Webhook {
  /** Taken, in their order. */
  readonly taken: Notification[] = [];
  /** The key of each call, taken or not. */
  readonly keys: (string | undefined)[] = [];
  private refusals = 0;

  private constructor(private readonly server: Server) {}

  static async listen(): Promise<Webhook> {
    const server = createServer();
    const webhook = new Webhook(server);
    server.on('request', (request, response) => void webhook.answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return webhook;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/push`;
  }

  /** The next calls fail. */
  refuse(count: number): void {
    this.refusals = count;
  }

  of({ name }: { readonly name: string }, channelId: number): Notification[] {
    return this.taken.filter((notification) => notification.username === name && notification.channelId === channelId);
  }

  /** The first one for this person and channel. */
  async takes(person: { readonly name: string }, channelId: number): Promise<Notification> {
    const what = `a notification for ${person.name}`;
    return waitUntil(() => this.of(person, channelId)[0], { what });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.keys.push(request.headers['idempotency-key']?.toString());
    const body = await text(request);
    const refused = this.refusals-- > 0;
    if (!refused) this.taken.push(JSON.parse(body) as Notification);
    response.writeHead(refused ? 500 : 204).end();
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
