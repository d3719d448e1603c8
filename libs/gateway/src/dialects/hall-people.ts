/** What a door may do for somebody who has an account. */
import {
  AreConnected,
  channelCommands,
  type ChannelCommand,
  Connect,
  DomainError,
  FetchMessagesQuery,
  FindDirectChannel,
  FindPeople,
  FindPublicMembers,
  FindPublicMemberships,
  type MessageView,
  type Person,
} from '@maru/contracts';
import { Presence, Queries, recordOf } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { Errands } from '../errands/errands.js';
import { HallAccounts } from './hall-accounts.js';

type WishOf<C> = C extends ChannelCommand ? Omit<C, 'v' | 'commandId' | 'asker' | 'at'> : never;
type Wish = WishOf<ChannelCommand>;

@Injectable()
export class HallPeople {
  constructor(
    private readonly queries: Queries,
    private readonly errands: Errands,
    private readonly presence: Presence,
    readonly accounts: HallAccounts,
  ) {}

  /** The channel where the two write to each other. Of two who are known by e-mail the first message makes friends. */
  async openDirect(asker: Person, receiverId: number): Promise<{ channelId: number }> {
    if (receiverId === asker.userId) throw new DomainError('INVALID_FIELD', 'receiver: must not be yourself');
    const known = await this.queries.ask(FindDirectChannel, { userIds: [asker.userId, receiverId] });
    // Whether they still are friends is judged where it is written.
    if (known.channelId !== undefined && known.open) return { channelId: known.channelId };
    const { people } = await this.queries.ask(FindPeople, { userIds: [asker.userId, receiverId] });
    const [me, other] = [asker.userId, receiverId].map((userId) => people.find((person) => person.userId === userId));
    if (me === undefined || other === undefined) throw new DomainError('INVALID_FIELD', 'receiver: there is nobody of this name');
    if (me.byMail && other.byMail) {
      const { connected } = await this.queries.ask(Connect, { people: [personOf(me), personOf(other)] });
      if (!connected) throw new DomainError('NOT_CONNECTED');
    }
    return { channelId: await this.change(asker, { type: 'Create', participantUsername: other.username }) };
  }

  /** What the two have written to each other, old to new; nothing where they have no channel. */
  async readDirect(person: Person, otherId: number, limit: number): Promise<{ channelId: number; messages: MessageView[] } | undefined> {
    const { channelId, open } = await this.queries.ask(FindDirectChannel, { userIds: [person.userId, otherId] });
    if (channelId === undefined) return undefined;
    try {
      const { messages } = await this.queries.ask(FetchMessagesQuery, { person: personOf(person), channelId, limit });
      return { channelId, messages };
    } catch (error) {
      // He has quit his view of it.
      if (!open && error instanceof DomainError && error.code === 'NOT_A_MEMBER') return undefined;
      throw error;
    }
  }

  async membersOf(channelId: number, limit: number): Promise<number[]> {
    return (await this.queries.ask(FindPublicMembers, { channelId, limit })).userIds;
  }

  /** The public channels that he is in. */
  async channelsOf(userId: number, limit: number): Promise<number[]> {
    return (await this.queries.ask(FindPublicMemberships, { userId, limit })).channelIds;
  }

  /** Whether somebody is there, for those who may see it: he himself, his friends, and all who came by e-mail where he did. Undefined: nobody. */
  async isOnline(asker: Person, userId: number): Promise<boolean | undefined> {
    const { people } = await this.queries.ask(FindPeople, { userIds: [asker.userId, userId] });
    const [me, other] = [asker.userId, userId].map((id) => people.find((person) => person.userId === id));
    if (me === undefined || other === undefined) return undefined;
    const maySee = me === other || (me.byMail && other.byMail) || (await this.areFriends(me.userId, userId));
    return maySee && (await this.presence.find([userId])).get(userId)?.online === true;
  }

  /** Carries it out as if he had asked on a socket. Resolves to the channel. */
  async change(person: Person, wish: Wish): Promise<number> {
    const answer = await this.errands.run(person, (stamp) => recordOf(channelCommands, { ...wish, ...stamp }));
    if (!('channelId' in answer)) throw new Error(`${answer.type} tells no channel`);
    return answer.channelId.id;
  }

  private async areFriends(one: number, another: number): Promise<boolean> {
    return (await this.queries.ask(AreConnected, { userIds: [one, another] })).connected;
  }
}

function personOf({ userId, username }: Person): Person {
  return { userId, username };
}
