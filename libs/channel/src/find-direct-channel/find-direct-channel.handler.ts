import { FindDirectChannel } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { ChannelEntity, directPairOf } from '../channel.entity.js';

@Controller()
export class FindDirectChannelHandler {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @Answers(FindDirectChannel)
  async handle({ userIds: [a, b] }: { userIds: [number, number] }): Promise<{ channelId?: number }> {
    const channel = await this.unitOfWork.fresh.findOne(ChannelEntity, { where: { directPair: directPairOf(a, b) } });
    return channel ? { channelId: channel.channelId } : {};
  }
}
