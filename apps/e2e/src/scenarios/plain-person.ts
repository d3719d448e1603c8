/** Somebody with an older client: a cookie, no subprotocol, and a strict decoder that refuses a field more than it knows (protocol 4). */
import { once } from 'node:events';
import { waitUntil } from '@maru/testing';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { PASSWORD } from './device.js';

const fields = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) => z.strictObject({ type: z.literal(type), ...shape });
const username = z.string();
const channelId = z.int();
const title = z.string();
const inviteCode = z.string();

/** All that such a client can read. */
const PlainFrame = z.discriminatedUnion('type', [
  fields('FETCH_USER_INVITE_CODE_RESPONSE', { inviteCode }),
  fields('INVITE_RESPONSE', { inviteCode, status: z.literal('PENDING') }),
  fields('ASK_INVITE', { username }),
  fields('ACCEPT_RESPONSE', { username }),
  fields('NOTIFY_ACCEPT', { username }),
  fields('REJECT_RESPONSE', { username, status: z.literal('REJECTED') }),
  fields('DISCONNECT_RESPONSE', { username, status: z.literal('DISCONNECTED') }),
  fields('FETCH_CONNECTIONS_RESPONSE', { connections: z.array(z.strictObject({ username, status: z.string() })) }),
  fields('CREATE_RESPONSE', { channelId, title }),
  fields('NOTIFY_JOIN', { channelId, title }),
  fields('ENTER_RESPONSE', { channelId, title }),
  fields('LEAVE_RESPONSE', {}),
  fields('QUIT_RESPONSE', { channelId }),
  fields('FETCH_CHANNELS_LIST_RESPONSE', { channels: z.array(z.strictObject({ channelId, title, headCount: z.int() })) }),
  fields('FETCH_CHANNELS_RESPONSE', { channels: z.array(z.strictObject({ channelId, title, headCount: z.int() })) }),
  fields('FETCH_CHANNEL_INVITE_CODE_RESPONSE', { channelId, inviteCode }),
  fields('JOIN_RESPONSE', { channelId, title }),
  fields('NOTIFY_MESSAGE', { channelId, username, content: z.string() }),
  fields('ERROR', { messageType: z.string(), message: z.string() }),
]);
type PlainFrame = z.infer<typeof PlainFrame>;
type PlainType = PlainFrame['type'];

export class PlainPerson {
  readonly heard: PlainFrame[] = [];
  /** What the decoder refused: there should be nothing. */
  readonly undecodable: string[] = [];

  private constructor(
    readonly name: string,
    private readonly secret: string,
    private readonly socket: WebSocket,
  ) {
    socket.on('message', (data) => this.hear((data as Buffer).toString()));
  }

  static async register(url: string, name: string): Promise<PlainPerson> {
    await post(url, 'register', { username: name, password: PASSWORD });
    const response = await post(url, 'login', { username: name, password: PASSWORD });
    const secret = await response.text();
    if (!response.headers.get('set-cookie')?.startsWith(`SESSION=${secret};`)) throw new Error('the cookie is not the secret');
    return PlainPerson.open(url, name, secret);
  }

  private static async open(url: string, name: string, secret: string): Promise<PlainPerson> {
    const { origin, host } = new URL(url);
    const socket = new WebSocket(`ws://${host}/ws/v1/message`, { headers: { Cookie: `SESSION=${secret}`, Origin: origin } });
    const person = new PlainPerson(name, secret, socket);
    await once(socket, 'open');
    return person;
  }

  /** Another socket of the same session. */
  another(url: string): Promise<PlainPerson> {
    return PlainPerson.open(url, this.name, this.secret);
  }

  say(frame: { type: string } & Record<string, unknown>): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** The first frame of this type that was not heard out yet, now or later. */
  async hears<T extends PlainType>(type: T): Promise<Extract<PlainFrame, { type: T }>> {
    const what = `${type} for ${this.name} among ${JSON.stringify(this.heard)}`;
    const isIt = (frame: PlainFrame): frame is Extract<PlainFrame, { type: T }> => frame.type === type;
    const found = await waitUntil(() => this.heard.find(isIt), { what });
    this.heard.splice(this.heard.indexOf(found), 1);
    return found;
  }

  ask<T extends PlainType>(frame: { type: string } & Record<string, unknown>, answer: T) {
    this.say(frame);
    return this.hears(answer);
  }

  close(): void {
    this.socket.close();
  }

  private hear(text: string): void {
    const frame = PlainFrame.safeParse(JSON.parse(text));
    if (frame.success) this.heard.push(frame.data);
    else this.undecodable.push(text);
  }
}

async function post(url: string, call: string, body: object): Promise<Response> {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(`${url}/api/v1/auth/${call}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${call}: ${response.status} ${await response.text()}`);
  return response;
}
