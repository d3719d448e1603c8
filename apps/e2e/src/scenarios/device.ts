/** Somebody at one of their devices: an account, a session of it, and a client that is live. */
import { type AskedFrame, type ConnectOptions, MaruClient, MaruHttp, connect } from '@maru/client';
import type { AnswerFrame, ServerFrame } from '@maru/contracts';
import { waitUntil } from '@maru/testing';
import { expect } from 'vitest';
import { Wire } from './wire.js';

export const PASSWORD = 'a password for a guest';
/** How long something may take to come about on a machine that has much else to do. */
export const PATIENT = { timeout: 10_000 };

/** Whoever has a name, with whatever client. */
interface Named {
  readonly name: string;
}

type Heard<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>;

export class Device {
  readonly client: MaruClient;
  readonly wire = new Wire();

  private constructor(
    readonly url: string,
    readonly name: string,
    readonly http: MaruHttp,
    options: Partial<ConnectOptions>,
  ) {
    this.client = connect({ http, openSocket: this.wire.open, settings: { backOffMs: 20, backOffMaxMs: 200 }, ...options });
  }

  static async register(url: string, name: string, options: Partial<ConnectOptions> = {}): Promise<Device> {
    await new MaruHttp(url).register(name, PASSWORD);
    return Device.login(url, name, options);
  }

  static async login(url: string, name: string, options: Partial<ConnectOptions> = {}, password = PASSWORD): Promise<Device> {
    const http = new MaruHttp(url);
    await http.login(name, password);
    const device = new Device(url, name, http, options);
    await device.client.whenLive();
    return device;
  }

  /** Another device of the same person, with a session of its own. */
  another(): Promise<Device> {
    return Device.login(this.url, this.name);
  }

  ask<F extends AskedFrame>(frame: F): Promise<AnswerFrame<F['type']>> {
    return this.client.request(frame);
  }

  async befriend(other: Device): Promise<void> {
    const { inviteCode } = await other.ask({ type: 'FETCH_USER_INVITE_CODE_REQUEST' });
    await this.ask({ type: 'INVITE_REQUEST', userInviteCode: inviteCode });
    await other.ask({ type: 'ACCEPT_REQUEST', username: this.name });
  }

  async openDirect(other: Named): Promise<number> {
    return (await this.ask({ type: 'CREATE_REQUEST', participantUsername: other.name })).channelId.id;
  }

  async openGroup(title: string, ...others: readonly Named[]): Promise<number> {
    const participantUsernames = others.map(({ name }) => name);
    return (await this.ask({ type: 'CREATE_REQUEST', title, participantUsernames })).channelId.id;
  }

  /** The sequence of the message, once it is acked. */
  async write(channelId: number, content: string): Promise<number> {
    return (await this.ask({ type: 'WRITE_MESSAGE', channelId, content })).messageSequence;
  }

  /** My channel as the server sees it now. */
  async channel(channelId: number) {
    const { channels } = await this.ask({ type: 'FETCH_CHANNELS_REQUEST' });
    return channels.find((channel) => channel.channelId.id === channelId);
  }

  async history(channelId: number, startMessageSequence = 1, endMessageSequence = 100) {
    return (await this.ask({ type: 'FETCH_MESSAGES_REQUEST', channelId, startMessageSequence, endMessageSequence })).messages;
  }

  /** What was heard of this type, and is like this. */
  heard<T extends ServerFrame['type']>(type: T, like: object = {}): Heard<T>[] {
    return this.wire.heard.filter((frame): frame is Heard<T> => frame.type === type && isLike(frame, like));
  }

  /** The first of this type that is like this, now or later. */
  async hears<T extends ServerFrame['type']>(type: T, like: object = {}): Promise<Heard<T>> {
    const what = `${type} ${JSON.stringify(like)} for ${this.name}`;
    const [frame] = await waitUntil(() => this.heard(type, like).length > 0 && this.heard(type, like), { what });
    return frame as Heard<T>;
  }

  /** What was heard so far does not matter. */
  forget(): void {
    this.wire.heard.length = 0;
  }

  /** All that was on its way to this device when it was called has been heard. */
  async caughtUp(): Promise<void> {
    await this.ask({ type: 'KEEP_ALIVE' });
  }

  /** Out of reach while something happens, and live again after it. */
  async away(meanwhile: () => Promise<unknown>): Promise<void> {
    this.wire.leave();
    await meanwhile();
    this.wire.return();
    this.client.wake();
    await this.client.whenLive();
  }

  /** Of a channel, by whatever frame. */
  heardOf(channelId: number): ServerFrame[] {
    return this.wire.heard.filter((frame) => 'channelId' in frame && frame.channelId.id === channelId);
  }

  close(): Promise<void> {
    return this.client.close();
  }
}

function isLike(frame: ServerFrame, like: object): boolean {
  try {
    expect(frame).toMatchObject(like);
    return true;
  } catch {
    return false;
  }
}
