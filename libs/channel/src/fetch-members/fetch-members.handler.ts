import { type ChannelRef, FetchMembersQuery, MEMBERS_PAGE, type MemberView, type Person } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { ChannelUserEntity } from '../channel-user.entity.js';
import { readMembership } from '../channel.repository.js';
import { decodeCursor, encodeCursor } from '../cursor.js';
import { Neighbours } from '../neighbours.js';

interface Asked {
  readonly person: Person;
  readonly channelId: number;
  readonly cursor?: string | undefined;
}

@Controller()
export class FetchMembersHandler {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly neighbours: Neighbours,
  ) {}

  @Answers(FetchMembersQuery)
  async handle({ person, channelId, cursor }: Asked): Promise<{ channelId: ChannelRef; members: MemberView[]; cursor?: string }> {
    await readMembership(this.unitOfWork.fresh, channelId, person.userId);
    const found = await this.find(channelId, cursor === undefined ? 0 : decodeCursor(cursor));
    const page = found.slice(0, MEMBERS_PAGE);
    const members = await this.view(channelId, page);
    const last = found.length > page.length ? page.at(-1) : undefined;
    return { channelId: { id: channelId }, members, ...(last && { cursor: encodeCursor(last.joinedOrder) }) };
  }

  /** One more than a page, to know whether another follows. Both of a direct channel are there, whether they quit their view or not. */
  private find(channelId: number, after: number): Promise<ChannelUserEntity[]> {
    return this.unitOfWork.fresh.find(ChannelUserEntity, {
      where: { channelId, joinedOrder: MoreThan(after) },
      order: { joinedOrder: 'ASC' },
      take: MEMBERS_PAGE + 1,
    });
  }

  private async view(channelId: number, page: readonly ChannelUserEntity[]): Promise<MemberView[]> {
    if (page.length === 0) return [];
    const userIds = page.map(({ userId }) => userId);
    const [{ lastMessageSequence, pointers }, names] = await Promise.all([
      this.neighbours.findReadPointers(channelId, userIds),
      this.neighbours.findNames(userIds),
    ]);
    const read = new Map(pointers.map((pointer) => [pointer.userId, pointer.lastReadMessageSequence]));
    return page.map(({ userId, username, role }) => ({
      username,
      displayName: names.get(userId),
      role,
      lastReadMessageSequence: read.get(userId) ?? lastMessageSequence,
    }));
  }
}
