/** The service in a house of its own, with people who speak to it as gateways would. For specs. */
import { randomUUID } from 'node:crypto';
import {
  type Asker,
  type Delivered,
  FilterReadable,
  FindMemberships,
  type Limits,
  type MessageCommand,
  messageCommands,
  type MessageDelivery,
  type MessageEvent,
  messageEvents,
  type Person,
} from '@maru/contracts';
import { type OutgoingRecord, recordOf } from '@maru/ports';
import { anAsker, asked, FixedClock, type StartedService, startService, waitUntil } from '@maru/testing';
import { messageService } from './index.js';
import type { MessageEnv } from './message.env.js';

type Asked = Extract<MessageCommand, { asker: Asker }>;
type WishOf<C> = C extends Asked ? Omit<C, 'v' | 'commandId' | 'asker' | 'at'> : never;
/** What somebody asks for on a socket. */
export type Wish = WishOf<Asked>;
/** The frame of the answer, the code of the refusal, or nothing. */
export type Answered = Record<string, unknown> | string | undefined;

export const alice: Person = { userId: 1, username: 'alice' };
export const bob: Person = { userId: 2, username: 'bob' };
export const carol: Person = { userId: 3, username: 'carol' };

export class MessageHouse {
  readonly events: MessageEvent[] = [];
  readonly readable = new Map<number, Set<number>>();
  #closing: Promise<void> | undefined;

  private constructor(
    readonly service: StartedService,
    readonly clock: FixedClock,
  ) {}

  /** A channel service stands beside it that lets those read whom `admit` let in. */
  static async start(env: Partial<Record<keyof MessageEnv, string>> = {}, limits: Partial<Limits> = {}): Promise<MessageHouse> {
    const clock = new FixedClock();
    const house = new MessageHouse(await startService(messageService, { clock, env, limits }), clock);
    const group = { group: 'spec', topics: [messageEvents], batchSize: 1 };
    await house.service.platform.bus.subscribe({
      ...group,
      handle: async ([record]) => void house.events.push(record?.value as MessageEvent),
    });
    const memberships = (userId: number) =>
      [...house.readable].filter(([, members]) => members.has(userId)).map(([channelId]) => channelId);
    house.service.platform.queries.serve(FilterReadable, async ({ userId, channelIds }) => {
      const readable = new Set(memberships(userId));
      return { channelIds: channelIds.filter((channelId) => readable.has(channelId)) };
    });
    house.service.platform.queries.serve(FindMemberships, async ({ userId }) => ({ channelIds: memberships(userId) }));
    return house;
  }

  get: StartedService['get'] = (token) => this.service.get(token);

  close(): Promise<void> {
    this.#closing ??= this.service.close();
    return this.#closing;
  }

  get deliveries(): Delivered[] {
    return this.service.deliveries;
  }

  commandOf(asker: Asker, wish: Wish): OutgoingRecord {
    return recordOf(messageCommands, { ...wish, ...asked(asker, this.clock.now()) });
  }

  async publish(...records: OutgoingRecord[]): Promise<void> {
    await this.service.publish(...records);
  }

  /** Asks on a socket, and resolves to its answer. */
  async ask(person: Person, wish: Wish, socketId?: number): Promise<Answered> {
    const [answer] = await this.askAll([[person, wish, socketId]]);
    return answer;
  }

  /** All at once: what is of one partition is one batch. */
  async askAll(wishes: readonly (readonly [Person, Wish, number?])[]): Promise<Answered[]> {
    const askers = wishes.map(([person, , socketId]) => anAsker({ ...person, socketId: socketId ?? person.userId }));
    await this.publish(...wishes.map(([, wish], index) => this.commandOf(askers[index]!, wish)));
    return await Promise.all(askers.map(({ reference }) => this.until(() => this.answersTo(reference)[0]).then(({ answer }) => answer)));
  }

  write(person: Person, channelId: number, content: string, clientMessageId?: string): Promise<Answered> {
    const chosenByClient = clientMessageId !== undefined;
    const id = clientMessageId ?? randomUUID();
    return this.ask(person, { type: 'WriteMessage', channelId, content, clientMessageId: id, chosenByClient });
  }

  read(person: Person, channelId: number, messageSequence: number, socketId?: number): Promise<Answered> {
    return this.ask(person, { type: 'ReadMessage', channelId, messageSequence }, socketId);
  }

  async admit(channelId: number, members: Person[], direct = false): Promise<void> {
    const readable = this.readable.get(channelId) ?? new Set();
    for (const { userId } of members) readable.add(userId);
    this.readable.set(channelId, readable);
    await this.publish(recordOf(messageCommands, { ...this.membership('AdmitMembers', channelId), members, direct, resumed: false }));
  }

  async dismiss(channelId: number, { userId }: Person, keepPointer = false): Promise<void> {
    this.readable.get(channelId)?.delete(userId);
    await this.publish(recordOf(messageCommands, { ...this.membership('DismissMembers', channelId), userIds: [userId], keepPointer }));
  }

  async bar(channelId: number, barred: boolean, version: number): Promise<void> {
    await this.publish(recordOf(messageCommands, { ...this.membership('BarChannel', channelId), barred, version }));
  }

  membership<T extends string>(type: T, channelId: number) {
    return { type, v: 1 as const, commandId: randomUUID(), channelId };
  }

  /** In the order of delivery; more than one where the bus tried again behind a commit. */
  answersTo(reference: number): { answer: Answered }[] {
    return this.deliveries.flatMap((delivery) => {
      if (delivery.kind === 'message' && delivery.ack?.to.reference === reference) return { answer: parse(delivery.ack.frame) };
      if (delivery.kind !== 'answer' || delivery.to.reference !== reference) return [];
      return { answer: delivery.refusal?.code ?? (delivery.frame === undefined ? undefined : parse(delivery.frame)) };
    });
  }

  messagesOf(channelId: number): MessageDelivery[] {
    return this.deliveries.filter((delivery) => delivery.kind === 'message').filter((message) => message.channelId === channelId);
  }

  /** Waits for what is under way, without letting time pass. */
  until<T>(found: () => T | undefined) {
    return waitUntil(found);
  }

  forget(): void {
    this.deliveries.length = 0;
    this.events.length = 0;
  }
}

function parse(frame: string): Record<string, unknown> {
  return JSON.parse(frame) as Record<string, unknown>;
}
