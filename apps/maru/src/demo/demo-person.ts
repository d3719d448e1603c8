/** One of the demo's people, who uses Maru as everybody does: over HTTP and a socket. */
import { setTimeout as wait } from 'node:timers/promises';
import { connect, MaruClient, MaruError, MaruHttp } from '@maru/client';
import { type DemoChannel, demoPassword, type Name } from './demo.js';

export class DemoPerson {
  private constructor(
    readonly name: Name,
    private readonly http: MaruHttp,
    readonly client: MaruClient,
  ) {}

  /** Undefined where the name is somebody else's. */
  static async enter(url: string, name: Name): Promise<DemoPerson | undefined> {
    const http = new MaruHttp(url);
    try {
      await unless('USERNAME_TAKEN', http.register(name, demoPassword));
      await http.login(name, demoPassword);
    } catch (error) {
      if (error instanceof MaruError && error.code === 'BAD_CREDENTIALS') return undefined;
      throw error;
    }
    const client = connect({ http });
    await client.whenLive();
    return new DemoPerson(name, http, client);
  }

  async befriend(other: DemoPerson): Promise<void> {
    if (this.client.connections.get(other.name)?.status === 'ACCEPTED') return;
    const { inviteCode } = await other.client.request({ type: 'FETCH_USER_INVITE_CODE_REQUEST' });
    await unless('ALREADY_INVITED', this.client.request({ type: 'INVITE_REQUEST', userInviteCode: inviteCode }));
    await other.client.request({ type: 'ACCEPT_REQUEST', username: this.name });
  }

  /** The channel's id, new or known, and how much has been written there. */
  async open({ title, others }: DemoChannel): Promise<number> {
    const [participantUsername] = others;
    const known = this.client.channels.list.find((channel) =>
      title === undefined ? channel.with === participantUsername : channel.kind === 'GROUP' && channel.title === title,
    );
    if (known !== undefined) return known.channelId;
    const whom = title === undefined ? { participantUsername } : { title, participantUsernames: [...others] };
    const { channelId } = await this.client.request({ type: 'CREATE_REQUEST', ...whom });
    return channelId.id;
  }

  /** Written twice under one client id it is one message. */
  async write(channelId: number, clientMessageId: string, content: string): Promise<void> {
    for (;;) {
      try {
        await this.client.request({ type: 'WRITE_MESSAGE', channelId, clientMessageId, content });
        return;
      } catch (error) {
        if (!(error instanceof MaruError) || !error.retryable) throw error;
        await wait(error.retryAfterMs ?? 200);
      }
    }
  }

  async leave(): Promise<void> {
    await this.client.close();
    await this.http.logout();
  }
}

async function unless(code: string, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof MaruError) || error.code !== code) throw error;
  }
}
