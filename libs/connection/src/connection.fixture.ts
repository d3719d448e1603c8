/** The service in a house of its own, with people who speak to it as gateways would. For specs. */
import {
  type ConnectionCommand,
  connectionCommands,
  type ConnectionEvent,
  connectionEvents,
  type Delivered,
  FindDirectChannel,
  FindProfiles,
  FetchUserInviteCodeQuery,
  type MessageCommand,
  messageCommands,
  type Person,
} from '@maru/contracts';
import { type Limits, recordOf, UnitOfWork } from '@maru/ports';
import { anAsker, asked, type StartedService, startService, waitUntil } from '@maru/testing';
import { ConnectionUserEntity } from './connection-user.entity.js';
import { connectionService } from './index.js';

type WishOf<C> = C extends ConnectionCommand ? Omit<C, 'v' | 'commandId' | 'asker' | 'at'> : never;
type Wish = WishOf<ConnectionCommand>;
/** The frame of the answer, or the code of the refusal. */
type Answered = Record<string, unknown> | string;

/** Somebody with a socket. */
export class Visitor {
  constructor(
    private readonly house: ConnectionHouse,
    readonly person: Person,
    readonly inviteCode: string,
  ) {}

  get name(): string {
    return this.person.username;
  }

  ask(wish: Wish, commandId?: string): Promise<Answered> {
    return this.house.ask(this.person, wish, commandId);
  }
  invite(invitee: Visitor): Promise<Answered> {
    return this.ask({ type: 'Invite', userInviteCode: invitee.inviteCode });
  }
  accept(username: string): Promise<Answered> {
    return this.ask({ type: 'Accept', username });
  }
  reject(username: string): Promise<Answered> {
    return this.ask({ type: 'Reject', username });
  }
  disconnect(username: string): Promise<Answered> {
    return this.ask({ type: 'Disconnect', username });
  }
}

export class ConnectionHouse {
  /** Said to the message service. */
  readonly bars: MessageCommand[] = [];
  private readonly events: ConnectionEvent[] = [];
  /** As the auth service knows them, by user. */
  readonly names = new Map<number, string>();
  private people = 0;
  private readonly channels = new Map<string, number>();

  private constructor(readonly service: StartedService) {}

  /** `alone`: without the channel service, which knows the direct channels. */
  static async start(options: { limits?: Partial<Limits>; alone?: boolean } = {}): Promise<ConnectionHouse> {
    const house = new ConnectionHouse(await startService(connectionService, { limits: options.limits ?? {} }));
    const { bus, queries } = house.service.platform;
    await bus.subscribe({
      group: 'spec',
      topics: [connectionEvents, messageCommands],
      batchSize: 1,
      handle: async ([record]) => {
        if (record?.topic === connectionEvents.name) house.events.push(record.value as ConnectionEvent);
        else house.bars.push(record?.value as MessageCommand);
      },
    });
    queries.serve(FindProfiles, async ({ userIds }) => ({
      profiles: userIds.flatMap((userId) => {
        const displayName = house.names.get(userId);
        return displayName === undefined ? [] : [{ userId, displayName }];
      }),
    }));
    if (options.alone !== true) {
      queries.serve(FindDirectChannel, async ({ userIds }) => {
        const channelId = house.channels.get(pairKey(...userIds));
        return channelId === undefined ? {} : { channelId };
      });
    }
    return house;
  }

  close(): Promise<void> {
    return this.service.close();
  }

  async arrive(...names: string[]): Promise<Visitor[]> {
    return Promise.all(
      names.map(async (username) => {
        const person = { userId: ++this.people, username };
        const { inviteCode } = await this.service.ask(FetchUserInviteCodeQuery, { person });
        return new Visitor(this, person, inviteCode);
      }),
    );
  }

  async befriend(one: Visitor, another: Visitor): Promise<void> {
    await one.invite(another);
    await another.accept(one.name);
    this.forget();
  }

  openChannel(one: Visitor, another: Visitor, channelId: number): void {
    this.channels.set(pairKey(one.person.userId, another.person.userId), channelId);
  }

  async ask(person: Person, wish: Wish, commandId?: string): Promise<Answered> {
    const asker = anAsker(person);
    const command = { ...wish, ...asked(asker), ...(commandId === undefined ? {} : { commandId }) };
    await this.service.publish(recordOf(connectionCommands, command));
    return waitUntil(() => this.answerTo(asker.reference), { what: `the answer to ${wish.type}` });
  }

  /** What this person's sockets have been told, and what only the others than the asking one. */
  told({ person }: Visitor): { frames: unknown[]; elsewhere: unknown[] } {
    const frames: unknown[] = [];
    const elsewhere: unknown[] = [];
    for (const delivery of this.deliveries) {
      if (delivery.kind !== 'user' || delivery.userId !== person.userId) continue;
      (delivery.except === undefined ? frames : elsewhere).push(JSON.parse(delivery.frame));
    }
    return { frames, elsewhere };
  }

  get deliveries(): Delivered[] {
    return this.service.deliveries;
  }

  /** Deliveries that come after are the only ones. */
  forget(): void {
    this.service.deliveries.length = 0;
  }

  /** All that has been published of two people. Comes a little later than the answer. */
  historyOf(one: Visitor, another: Visitor): ConnectionEvent[] {
    const ids = [one.person.userId, another.person.userId];
    return this.events.filter(({ partnerA, partnerB }) => ids.includes(partnerA.userId) && ids.includes(partnerB.userId));
  }

  async userOf({ person }: Visitor): Promise<ConnectionUserEntity> {
    return this.service.get(UnitOfWork).fresh.findOneByOrFail(ConnectionUserEntity, { userId: person.userId });
  }

  private answerTo(reference: number): Answered | undefined {
    const answer = this.deliveries.find((delivery) => delivery.kind === 'answer' && delivery.to.reference === reference);
    if (answer?.kind !== 'answer') return undefined;
    return answer.refusal?.code ?? (JSON.parse(answer.frame ?? '{}') as Record<string, unknown>);
  }
}

function pairKey(one: number, another: number): string {
  return [one, another].toSorted((a, b) => a - b).join('-');
}
