/** What a door may do for somebody who has an account. */
import { channelCommands, type ChannelCommand, Connect, DomainError, FindDirectChannel, FindPeople, type Person } from '@maru/contracts';
import { Queries, recordOf } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { Errands } from '../errands/errands.js';

type WishOf<C> = C extends ChannelCommand ? Omit<C, 'v' | 'commandId' | 'asker' | 'at'> : never;
type Wish = WishOf<ChannelCommand>;

@Injectable()
export class HallPeople {
  constructor(
    private readonly queries: Queries,
    private readonly errands: Errands,
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

  /** Resolves to the channel. */
  async change(person: Person, wish: Wish): Promise<number> {
    const answer = await this.errands.run(person, (stamp) => recordOf(channelCommands, { ...wish, ...stamp }));
    if (!('channelId' in answer)) throw new Error(`${answer.type} tells no channel`);
    return answer.channelId.id;
  }
}

function personOf({ userId, username }: Person): Person {
  return { userId, username };
}
