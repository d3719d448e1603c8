import { FindDirectChannel } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { ChannelEntity, directPairOf } from '../channel.entity.js';
import { ChannelUserEntity } from '../channel-user.entity.js';

@Controller()
export class FindDirectChannelHandler {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @Answers(FindDirectChannel)
  async handle({ userIds: [a, b] }: { userIds: [number, number] }): Promise<{ channelId?: number; open?: boolean }> {
    const { fresh } = this.unitOfWork;
    const channel = await fresh.findOne(ChannelEntity, { where: { directPair: directPairOf(a, b) } });
    if (channel === null) return {};
    const { channelId } = channel;
    return { channelId, open: (await fresh.countBy(ChannelUserEntity, { channelId, viewOpen: true })) === 2 };
  }
}
