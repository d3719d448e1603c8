/** A gateway in a house of its own, with sockets that speak to it, and services that the spec plays. */
import { once } from 'node:events';
import {
  Authenticate,
  type ChannelCommand,
  type ConnectionCommand,
  FindActiveChannel,
  FindMemberships,
  type Limits,
  type MessageCommand,
  type SessionView,
  TouchSession,
  channelCommands,
  connectionCommands,
  messageCommands,
} from '@maru/contracts';
import { Delivery } from '@maru/ports';
import { type StartServiceOptions, type StartedService, startService, waitUntil } from '@maru/testing';
import { WebSocket } from 'ws';
import { gatewayService } from './index.js';

type Command = MessageCommand | ChannelCommand | ConnectionCommand;
export type Frame = Record<string, unknown>;

const PEOPLE = ['', 'alice', 'bob', 'carol'];
const SOCKET_PATH = '/ws/v1/message';

/** Somebody at a socket: what it was told, and how it ended. */
export class Talker {
  readonly heard: Frame[] = [];
  closedWith: number | undefined;

  constructor(readonly webSocket: WebSocket) {
    webSocket.on('message', (data: Buffer) => this.heard.push(JSON.parse(data.toString()) as Frame));
    webSocket.on('close', (code) => (this.closedWith = code));
    webSocket.on('error', () => undefined);
  }

  say(frame: object | string): void {
    this.webSocket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  hear(type: string, count = 1): Promise<Frame> {
    return waitUntil(() => this.heard.filter((frame) => frame['type'] === type)[count - 1], {
      what: `${type} in ${JSON.stringify(this.heard)}`,
    });
  }

  closed(): Promise<number> {
    return waitUntil(() => this.closedWith);
  }

  /** `42/7` for a message, the type for all else. */
  inShort(): string[] {
    return this.heard.map(({ type, channelId, messageSequence }) =>
      type === 'NOTIFY_MESSAGE' ? `${(channelId as { id: number }).id}/${Number(messageSequence)}` : String(type),
    );
  }
  hearShort(text: string): Promise<unknown> {
    return waitUntil(() => this.inShort().includes(text), { what: `${text} in ${JSON.stringify(this.heard)}` });
  }

  types(): unknown[] {
    return this.heard.map((frame) => frame['type']);
  }
}

export class GatewayHouse {
  readonly commands: Command[] = [];
  /** By user id. */
  readonly memberships = new Map<number, number[]>();
  readonly activeChannels = new Map<string, number>();
  readonly sessions = new Map<string, SessionView>();
  private readonly talkers: Talker[] = [];

  private constructor(readonly service: StartedService) {}

  /** `memberships: false`: the spec answers `FindMemberships` itself. */
  static async start(options: StartServiceOptions & { limits?: Partial<Limits> } = {}, { memberships = true } = {}): Promise<GatewayHouse> {
    const house = new GatewayHouse(await startService(gatewayService, options));
    const { bus, queries } = house.service.platform;
    queries.serve(Authenticate, async ({ ticket, bearer, cookie }) => ({ session: house.sessions.get(ticket ?? bearer ?? cookie ?? '') }));
    queries.serve(TouchSession, async ({ sessionId }) => ({
      session: [...house.sessions.values()].find((session) => session.sessionId === sessionId),
    }));
    if (memberships) queries.serve(FindMemberships, async ({ userId }) => ({ channelIds: house.memberships.get(userId) ?? [] }));
    queries.serve(FindActiveChannel, async ({ sessionId }) => ({ channelId: house.activeChannels.get(sessionId) }));
    await bus.subscribe({
      group: 'spec',
      topics: [connectionCommands, channelCommands, messageCommands],
      batchSize: 100,
      handle: async (records) => void house.commands.push(...records.map(({ value }) => value as Command)),
    });
    return house;
  }

  /** The secret of a session of this user. */
  login(userId: number, secret = `secret-${userId}`): string {
    this.sessions.set(secret, {
      userId,
      username: PEOPLE[userId] ?? `user${userId}`,
      sessionId: `public-${secret}`,
      expiresAt: Number.MAX_SAFE_INTEGER,
    });
    return secret;
  }

  /** A socket that is open, or the status that refused it. */
  async connect(
    options: { secret?: string; path?: string; headers?: Record<string, string>; protocols?: string[] } = {},
  ): Promise<Talker | number> {
    const { secret, path = SOCKET_PATH, headers = {}, protocols = ['maru.1'] } = options;
    const cookie = secret === undefined ? {} : { Cookie: `SESSION=${secret}` };
    const webSocket = new WebSocket(`${this.service.wsUrl}${path}`, protocols, { headers: { ...cookie, ...headers } });
    const talker = new Talker(webSocket);
    this.talkers.push(talker);
    return new Promise((resolve) => {
      webSocket.on('open', () => resolve(talker));
      webSocket.on('unexpected-response', (_request, response) => {
        resolve(response.statusCode ?? 0);
        webSocket.terminate();
      });
    });
  }

  async talker(userId: number, options: { secret?: string; protocols?: string[] } = {}): Promise<Talker> {
    const opened = await this.connect({
      secret: this.login(userId, options.secret),
      ...(options.protocols === undefined ? {} : { protocols: options.protocols }),
    });
    if (!(opened instanceof Talker)) throw new Error(`refused with ${opened}`);
    if (options.protocols?.length !== 0) await opened.hear('HELLO');
    return opened;
  }

  /** The commands of one type that have been published, when there are so many. */
  published<T extends Command['type']>(type: T, count = 1): Promise<Extract<Command, { type: T }>[]> {
    return waitUntil(
      () => {
        const found = this.commands.filter((command): command is Extract<Command, { type: T }> => command.type === type);
        return found.length >= count && found;
      },
      { what: `${count} ${type}` },
    );
  }

  deliver(...deliveries: Parameters<Delivery['deliver']>[0]): Promise<void> {
    return this.service.platform.delivery.deliver(deliveries);
  }

  async close(): Promise<void> {
    for (const { webSocket } of this.talkers) {
      if (webSocket.readyState === WebSocket.CLOSED) continue;
      const closed = once(webSocket, 'close');
      webSocket.terminate();
      await closed;
    }
    await this.service.close();
  }
}

/** A message as the message service tells it; `from` is the command that wrote it. */
export function stored(channelId: number, messageSequence: number, from: Extract<Command, { type: 'WriteMessage' }>) {
  const { asker, content } = from;
  const fields = { channelId: { id: channelId }, messageSequence, username: asker.username, content, createdAt: 1 };
  const frame = JSON.stringify({ type: 'NOTIFY_MESSAGE', ...fields });
  const ack = JSON.stringify({ type: 'WRITE_MESSAGE_ACK', channelId: { id: channelId }, messageSequence, createdAt: 1 });
  return {
    kind: 'message',
    channelId,
    messageSequence,
    senderId: asker.userId,
    frame,
    own: frame,
    ack: { to: asker, frame: ack },
  } as const;
}

/** A message of somebody elsewhere; or, by `from`, of one who is here. */
export function told(channelId: number, messageSequence: number, from?: Extract<Command, { type: 'WriteMessage' }>) {
  if (from !== undefined) return stored(channelId, messageSequence, from);
  const fields = { channelId: { id: channelId }, messageSequence, username: 'dora', content: `m${messageSequence}`, createdAt: 1 };
  const frame = JSON.stringify({ type: 'NOTIFY_MESSAGE', ...fields });
  return { kind: 'message', channelId, messageSequence, senderId: 99, frame, own: frame } as const;
}
