import { FindPublicMembers, FindPublicMemberships } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { ChannelEntity } from '../channel.entity.js';
import { ChannelUserEntity } from '../channel-user.entity.js';
import { findPublicChannel } from './find-public-channel.handler.js';

/** Who is where, as far as anybody may see it. */
@Controller()
export class FindPublicMembersHandler {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @Answers(FindPublicMembers)
  async members({ channelId, limit }: z.output<typeof FindPublicMembers.ask>): Promise<{ userIds: number[] }> {
    const { fresh } = this.unitOfWork;
    if ((await findPublicChannel(fresh, { channelId })) === undefined) return { userIds: [] };
    const members = await fresh.find(ChannelUserEntity, { where: { channelId }, order: { joinedOrder: 'ASC' }, take: limit });
    return { userIds: members.map(({ userId }) => userId) };
  }

  @Answers(FindPublicMemberships)
  async channels({ userId, limit }: z.output<typeof FindPublicMemberships.ask>): Promise<{ channelIds: number[] }> {
    const rows = await this.unitOfWork.fresh
      .createQueryBuilder(ChannelUserEntity, 'member')
      .innerJoin(ChannelEntity, 'channel', 'channel.channelId = member.channelId AND channel.public = :isPublic', { isPublic: true })
      .select('member.channelId', 'channelId')
      .where('member.userId = :userId', { userId })
      .orderBy('member.joinedAt', 'DESC')
      .addOrderBy('member.channelId', 'DESC')
      .limit(limit)
      .getRawMany<{ channelId: number }>();
    return { channelIds: rows.map(({ channelId }) => channelId) };
  }
}
