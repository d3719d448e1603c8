import { FindMemberships } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { ChannelUserEntity } from '../channel-user.entity.js';

@Controller()
export class FindMembershipsHandler {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @Answers(FindMemberships)
  async handle({ userId }: { userId: number }): Promise<{ channelIds: number[] }> {
    const open = await this.unitOfWork.fresh.find(ChannelUserEntity, {
      select: { channelId: true },
      where: { userId, viewOpen: true },
      order: { channelId: 'ASC' },
    });
    return { channelIds: open.map(({ channelId }) => channelId) };
  }
}
