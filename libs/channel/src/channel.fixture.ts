/** The service in a house of its own, with people who speak to it as gateways would, and small neighbours. For specs. */
import { randomUUID } from 'node:crypto';
import {
  AreConnected,
  type ChannelCommand,
  channelCommands,
  channelEvents,
  connectionEvents,
  type Delivered,
  FetchMembersQuery,
  FindFriends,
  FindMemberships,
  FindProfiles,
  FindReadPointers,
  FindUnread,
  type MemberView,
  type MessageView,
  messageCommands,
  PARTITIONS,
  type Person,
  type Query,
  userEvents,
  usernameKey,
} from '@maru/contracts';
import { type Clock, type IncomingRecord, type Limits, recordOf } from '@maru/ports';
import { anAsker, asked, type StartedService, startService, waitUntil } from '@maru/testing';
import type { z } from 'zod';
import { channelService } from './index.js';

type WishOf<C> = C extends ChannelCommand ? Omit<C, 'v' | 'commandId' | 'asker' | 'at'> : never;
type Wish = WishOf<ChannelCommand>;
/** The frame of the answer, or the code of the refusal. */
export type Answered = Frame | string;
type Frame = Record<string, unknown> & { channelId?: { id: number }; inviteCode?: string };

type Published = IncomingRecord['value'] & { commandId?: string; eventId?: string };

interface AskOptions {
  readonly socketId?: number;
  readonly commandId?: string;
}

/** Somebody with a session `<name>-session` and a socket, or two. */
export class Visitor {
  constructor(
    private readonly house: ChannelHouse,
    readonly person: Person,
  ) {}

  get name(): string {
    return this.person.username;
  }
  get userId(): number {
    return this.person.userId;
  }

  ask(wish: Wish, options: AskOptions = {}): Promise<Answered> {
    return this.house.ask(this.person, wish, options);
  }
  /** The id of a new group. */
  async createGroup(title: string, others: readonly Visitor[], more: { public?: boolean } = {}): Promise<number> {
    return channelOf(await this.ask({ type: 'Create', participantUsernames: others.map(({ name }) => name), title, ...more }));
  }
  async createDirect(other: Visitor): Promise<number> {
    return channelOf(await this.ask({ type: 'Create', participantUsername: other.name }));
  }
  quit(channelId: number): Promise<Answered> {
    return this.ask({ type: 'Quit', channelId });
  }
  join(channelId: number): Promise<Answered> {
    return this.ask({ type: 'Join', channelId });
  }

  /** The channels that his sockets hear. */
  async channels(): Promise<number[]> {
    return (await this.house.query(FindMemberships, { userId: this.userId })).channelIds;
  }
  /** Name and role, by order of joining, as he is told. */
  async membersOf(channelId: number): Promise<[string, MemberView['role']][]> {
    const { members } = await this.house.query(FetchMembersQuery, { person: this.person, channelId });
    return members.map(({ username, role }) => [username, role]);
  }
}

export class ChannelHouse {
  /** What the message service would know. */
  readonly lastMessages = new Map<number, MessageView>();
  readonly pointers = new Map<string, number>();
  /** What the auth service would know, by user. */
  readonly names = new Map<number, string>();
  /** Answers nothing more, when it is set. */
  isMessageServiceAway = false;
  /** Happens right behind the next answer that the connection service gives. */
  afterConnectionAsked: (() => void) | undefined;
  private readonly people = new Map<string, Person>();
  private readonly connections = new Map<string, { connected: boolean; version: number }>();
  /** What was published for other services, by topic. */
  private readonly commands: Published[] = [];
  private readonly events: Published[] = [];
  private marks = 0;

  private constructor(readonly service: StartedService) {}

  static async start(options: { limits?: Partial<Limits>; clock?: Clock } = {}): Promise<ChannelHouse> {
    const house = new ChannelHouse(await startService(channelService, options));
    house.serveConnections();
    house.serveMessages();
    house.serveNames();
    await house.service.platform.bus.subscribe({
      group: 'spec',
      topics: [channelEvents, messageCommands],
      batchSize: 1,
      handle: async (batch) => {
        for (const { topic, value } of batch) (topic === messageCommands.name ? house.commands : house.events).push(value);
      },
    });
    return house;
  }

  close(): Promise<void> {
    return this.service.close();
  }

  /** People who have registered, all friends of each other. */
  arrive(...names: string[]): Visitor[] {
    const visitors = names.map((username) => {
      const person = { userId: this.people.size + 1, username };
      this.people.set(usernameKey(username), person);
      return new Visitor(this, person);
    });
    for (const { userId } of visitors)
      for (const other of this.people.values())
        if (!this.connections.has(pairKey(userId, other.userId))) this.connect(userId, other.userId);
    return visitors;
  }

  /** As the connection service would hold it from now on, told to nobody. */
  connect(one: number, another: number, connected = true): void {
    const version = (this.connections.get(pairKey(one, another))?.version ?? 0) + 1;
    this.connections.set(pairKey(one, another), { connected, version });
  }

  async tellConnection(type: 'ConnectionAccepted' | 'ConnectionEnded', one: Visitor, another: Visitor, version: number): Promise<void> {
    const [partnerA, partnerB] = [one.person, another.person].toSorted((a, b) => a.userId - b.userId) as [Person, Person];
    const fact = { v: 1 as const, eventId: randomUUID(), at: 0, partnerA, partnerB, version };
    const record = type === 'ConnectionAccepted' ? { type, ...fact } : { type, ...fact, byUserId: one.userId };
    await this.service.publish(recordOf(connectionEvents, record));
  }

  async unregister({ person }: Visitor): Promise<void> {
    const fact = { type: 'UserUnregistered' as const, v: 1 as const, eventId: randomUUID(), at: 0, ...person };
    await this.service.publish(recordOf(userEvents, fact));
  }

  /** Resolves when the command is on the bus, to what names its answer. */
  async send(person: Person, wish: Wish, { socketId = person.userId, commandId }: AskOptions = {}): Promise<number> {
    const asker = anAsker({ ...person, socketId, sessionId: `${person.username}-session` });
    await this.service.publish(recordOf(channelCommands, { ...wish, ...asked(asker), ...(commandId && { commandId }) }));
    return asker.reference;
  }

  async ask(person: Person, wish: Wish, options?: AskOptions): Promise<Answered> {
    const reference = await this.send(person, wish, options);
    return waitUntil(() => this.answerTo(reference), { what: `an answer to ${wish.type}` });
  }

  /** All of these answers, in the order in which they were given. */
  async answersTo(references: readonly number[]): Promise<{ reference: number; answered: Answered }[]> {
    await waitUntil(() => references.every((reference) => this.answerTo(reference) !== undefined), { what: 'all answers' });
    const given = this.service.deliveries.flatMap((delivery) => (delivery.kind === 'answer' ? delivery.to.reference : []));
    return given.flatMap((reference) => {
      const answered = references.includes(reference) ? this.answerTo(reference) : undefined;
      return answered === undefined ? [] : { reference, answered };
    });
  }

  query<A extends z.ZodType, R extends z.ZodType>(query: Query<A, R>, input: z.input<A>): Promise<z.output<R>> {
    return this.service.ask(query, input);
  }

  /** A line for each delivery, in its order: to whom (but for which socket), and what. */
  heard(): unknown[] {
    return this.service.deliveries.map((delivery) => this.describe(delivery));
  }

  /** The records of these types, or all: first those for the message service, then the events, each in their order. */
  async published(...types: string[]): Promise<Published[]> {
    const mark = `mark ${++this.marks}`;
    for (let channelId = 0; channelId < PARTITIONS; channelId++) {
      await this.service.publish(
        recordOf(messageCommands, { type: 'BarChannel', v: 1, commandId: mark, channelId, barred: false, version: 0 }),
        recordOf(channelEvents, { type: 'ChannelClosed', v: 1, eventId: mark, at: 0, channelId }),
      );
    }
    const all = () => [...this.commands, ...this.events];
    const isMark = (record: Published, wanted = 'mark') => (record.commandId ?? record.eventId ?? '').startsWith(wanted);
    await waitUntil(() => all().filter((record) => isMark(record, mark)).length === 2 * PARTITIONS);
    return all().filter((record) => !isMark(record) && (types.length === 0 || types.includes(record.type)));
  }

  /** Looks only at what comes after. */
  async forget(): Promise<void> {
    await this.published();
    this.service.deliveries.length = 0;
    this.commands.length = 0;
    this.events.length = 0;
  }

  write(channelId: number, by: Visitor, message: Partial<MessageView> = {}): void {
    const messageSequence = (this.lastMessages.get(channelId)?.messageSequence ?? 0) + 1;
    this.lastMessages.set(channelId, { messageSequence, username: by.name, content: 'hello', createdAt: 0, ...message });
    this.read(channelId, by, messageSequence);
  }
  read(channelId: number, { userId }: Visitor, messageSequence: number): void {
    this.pointers.set(`${channelId} ${userId}`, messageSequence);
  }

  private answerTo(reference: number): Answered | undefined {
    const answer = this.service.deliveries.find((delivery) => delivery.kind === 'answer' && delivery.to.reference === reference);
    if (answer?.kind !== 'answer') return undefined;
    return answer.refusal?.code ?? (JSON.parse(answer.frame ?? '{}') as Frame);
  }

  private describe(delivery: Delivered): unknown {
    switch (delivery.kind) {
      case 'answer':
        return ['answer', delivery.to.username, delivery.refusal?.code ?? JSON.parse(delivery.frame ?? '{}')];
      case 'user':
        return [this.nameOf(delivery.userId), ...butFor(delivery.except), JSON.parse(delivery.frame)];
      case 'channel':
        return [`members of ${delivery.channelId}`, ...butFor(delivery.except), JSON.parse(delivery.frame)];
      case 'joined':
        return ['joined', delivery.channelId, delivery.members.map(({ username }) => username)];
      case 'left':
        return ['left', delivery.channelId, delivery.userIds.map((userId) => this.nameOf(userId))];
      case 'active':
        return ['active', delivery.sessionId, delivery.channelId];
      case 'message':
      case 'visited':
      case 'parted':
      case 'session-ended':
        throw new Error(`not the channel service's to deliver: ${delivery.kind}`);
    }
  }

  private nameOf(wanted: number): string {
    return [...this.people.values()].find(({ userId }) => userId === wanted)?.username ?? `user ${wanted}`;
  }

  private serveConnections(): void {
    const connectionOf = (one: number, another: number) => this.connections.get(pairKey(one, another)) ?? { connected: false, version: 0 };
    const { queries } = this.service.platform;
    queries.serve(AreConnected, async ({ userIds }) => {
      const connection = connectionOf(...userIds);
      this.afterConnectionAsked?.();
      this.afterConnectionAsked = undefined;
      return connection;
    });
    queries.serve(FindFriends, async ({ userId, usernames }) => {
      const named = usernames.flatMap((name) => this.people.get(usernameKey(name)) ?? []);
      return { friends: named.filter((person) => connectionOf(userId, person.userId).connected) };
    });
  }

  private serveNames(): void {
    this.service.platform.queries.serve(FindProfiles, async ({ userIds }) => ({
      profiles: userIds.flatMap((userId) => {
        const displayName = this.names.get(userId);
        return displayName === undefined ? [] : [{ userId, displayName }];
      }),
    }));
  }

  private serveMessages(): void {
    const { queries } = this.service.platform;
    const stateOf = (channelId: number, userId: number) => {
      const lastMessage = this.lastMessages.get(channelId);
      const lastMessageSequence = lastMessage?.messageSequence ?? 0;
      const lastReadMessageSequence = this.pointers.get(`${channelId} ${userId}`) ?? lastMessageSequence;
      return { channelId, userId, lastMessage, lastMessageSequence, lastReadMessageSequence };
    };
    const checkThere = () => {
      if (this.isMessageServiceAway) throw new Error('away');
    };
    queries.serve(FindUnread, async ({ userId, channelIds }) => {
      checkThere();
      return { channels: channelIds.map((channelId) => stateOf(channelId, userId)) };
    });
    queries.serve(FindReadPointers, async ({ channelId, userIds }) => {
      checkThere();
      const pointers = userIds.map((userId) => stateOf(channelId, userId));
      return { lastMessageSequence: this.lastMessages.get(channelId)?.messageSequence ?? 0, pointers };
    });
  }
}

export function channelOf(answered: Answered): number {
  if (typeof answered === 'string' || answered.channelId === undefined) throw new Error(`no channel in ${JSON.stringify(answered)}`);
  return answered.channelId.id;
}

function butFor(except: { socketId: number } | undefined): string[] {
  return except === undefined ? [] : [`but for ${except.socketId}`];
}

function pairKey(one: number, another: number): string {
  return [one, another].toSorted((a, b) => a - b).join('-');
}
