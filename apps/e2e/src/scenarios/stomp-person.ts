/** Somebody at a page of the older dialect `stomp`, with its own client libraries: over SockJS, or a bare WebSocket. */
import { Client, type IFrame, type IMessage } from '@stomp/stompjs';
import { waitUntil } from '@maru/testing';
import SockJS from 'sockjs-client';
import { WebSocket } from 'ws';

export type Told = Record<string, unknown>;
export type Transport = 'websocket' | 'xhr-streaming' | 'xhr-polling' | 'plain';

const INBOX = '/user/queue/messages';
const ERRORS = '/user/queue/errors';

/** Somewhere that its client can open. */
export function openStomp(url: string, token: string, transport: Transport) {
  if (transport === 'plain')
    return new WebSocket(`${url.replace(/^http/, 'ws')}/ws-chat?token=${token}`, ['v12.stomp', 'v11.stomp', 'v10.stomp']);
  return new SockJS(`${url}/ws-chat?token=${token}`, null, { transports: transport });
}

export class StompPerson {
  readonly told: Told[] = [];
  readonly errors: Told[] = [];
  readonly receipts: string[] = [];
  readonly frames: IMessage[] = [];
  protocolError: IFrame | undefined;
  closed = false;
  id = '';
  private receipt = 0;

  private constructor(readonly client: Client) {}

  /** Connected, and subscribed to what its page subscribes to. */
  static async connect(url: string, token: string, transport: Transport = 'websocket'): Promise<StompPerson> {
    const client = new Client({
      webSocketFactory: () => openStomp(url, token, transport),
      reconnectDelay: 0,
    });
    const person = new StompPerson(client);
    let connected: IFrame | undefined;
    client.onConnect = (frame) => (connected = frame);
    client.onStompError = (frame) => (person.protocolError = frame);
    client.onWebSocketClose = () => (person.closed = true);
    client.activate();
    const frame = await waitUntil(() => connected ?? (person.closed && undefined), { what: `a connection by ${transport}` });
    person.id = frame.headers['user-name'] ?? '';
    await person.subscribe(INBOX, (told) => person.told.push(told));
    await person.subscribe(ERRORS, (told) => person.errors.push(told));
    return person;
  }

  /** Resolves when the server has it. */
  async subscribe(destination: string, tell: (told: Told) => void): Promise<() => void> {
    const receipt = this.nextReceipt();
    const { unsubscribe } = this.client.subscribe(
      destination,
      (message) => {
        this.frames.push(message);
        tell(JSON.parse(message.body) as Told);
      },
      { receipt },
    );
    await this.received(receipt);
    return unsubscribe;
  }

  /** The receipt that it asks for. */
  send(destination: string, body: object | string): string {
    const receipt = this.nextReceipt();
    this.client.publish({ destination, body: typeof body === 'string' ? body : JSON.stringify(body), headers: { receipt } });
    return receipt;
  }

  /** As its page does; resolves when it is stored. */
  async write(to: { receiver: string } | { roomId: string }, content: string): Promise<void> {
    const message = { sender: 'whoever', ...to, content, type: 'CHAT', timestamp: '2020-01-01T00:00:00' };
    await this.received(this.send('/app/chat.sendMessage', message));
  }

  /** Rejects with the refusal, where it is refused. */
  async received(receipt: string): Promise<void> {
    const refusal = () => this.frames.find(({ headers }) => headers['receipt-id'] === receipt);
    await waitUntil(() => this.receipts.includes(receipt) || refusal(), { what: receipt });
    if (!this.receipts.includes(receipt)) throw new Error(refusal()?.body);
  }

  hears(fields: Told, among: readonly Told[] = this.told): Promise<Told> {
    const fits = (told: Told) => Object.entries(fields).every(([name, value]) => told[name] === value);
    return waitUntil(() => among.find(fits), { what: `${JSON.stringify(fields)} in ${JSON.stringify(among)}` });
  }

  contents(among: readonly Told[] = this.told): unknown[] {
    return among.filter(({ type }) => type === 'CHAT').map(({ content }) => content);
  }

  ends(): Promise<unknown> {
    return waitUntil(() => this.closed, { what: 'a close' });
  }

  async close(): Promise<void> {
    await this.client.deactivate({ force: true });
  }

  private nextReceipt(): string {
    const receipt = `r-${++this.receipt}`;
    this.client.watchForReceipt(receipt, () => this.receipts.push(receipt));
    return receipt;
  }
}
