import { DescribeChannel } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { ChannelUserEntity } from '../channel-user.entity.js';
import { ChannelEntity } from '../channel.entity.js';

@Controller()
export class DescribeChannelHandler {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Whoever has quit his view of a direct channel is one of its people all the same. */
  @Answers(DescribeChannel)
  async handle({ channelId }: { channelId: number }): Promise<z.input<typeof DescribeChannel.answer>> {
    const { fresh } = this.unitOfWork;
    const channel = await fresh.findOneBy(ChannelEntity, { channelId });
    if (channel === null) return {};
    const { kind } = channel;
    const people = kind === 'DIRECT' ? await fresh.find(ChannelUserEntity, { where: { channelId }, order: { userId: 'ASC' } }) : [];
    return { channel: { kind, people: people.map(({ userId, username }) => ({ userId, username })) } };
  }
}
