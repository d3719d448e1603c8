/** Somebody who uses Maru through the SDK. */
import { type ConnectOptions, MaruClient, MaruHttp, connect } from '@maru/client';
import { waitUntil } from '@maru/testing';

export const PASSWORD = 'a password for a guest';

export class Guest {
  private constructor(
    readonly name: string,
    readonly http: MaruHttp,
    readonly client: MaruClient,
  ) {}

  static async arrive(url: string, name: string, options: Partial<ConnectOptions> = {}): Promise<Guest> {
    const http = new MaruHttp(url);
    await http.register(name, PASSWORD);
    return Guest.return(http, name, options);
  }

  static async return(http: MaruHttp, name: string, options: Partial<ConnectOptions> = {}): Promise<Guest> {
    await http.login(name, PASSWORD);
    const client = connect({ http, settings: { backOffMs: 50, backOffMaxMs: 500 }, ...options });
    await client.whenLive();
    return new Guest(name, http, client);
  }

  async befriend(other: Guest): Promise<void> {
    const { inviteCode } = await other.client.request({ type: 'FETCH_USER_INVITE_CODE_REQUEST' });
    await this.client.request({ type: 'INVITE_REQUEST', userInviteCode: inviteCode });
    await other.client.request({ type: 'ACCEPT_REQUEST', username: this.name });
  }

  async openDirect(other: Guest): Promise<number> {
    const { channelId } = await this.client.request({ type: 'CREATE_REQUEST', participantUsername: other.name });
    return channelId.id;
  }

  /** The contents that this person sees in a channel, when there are so many. */
  sees(channelId: number, count: number): Promise<string[]> {
    return waitUntil(
      () => {
        const contents = this.client.timeline(channelId).entries.map((entry) => entry.content);
        return contents.length >= count && contents;
      },
      { what: `${count} messages for ${this.name}`, timeoutMs: 30_000 },
    );
  }

  /** Nothing of what was sent waits for its ack. */
  async sentAll(): Promise<void> {
    await waitUntil(() => this.client.outbox.length === 0, { what: `acks for ${this.name}`, timeoutMs: 60_000 });
  }
}
