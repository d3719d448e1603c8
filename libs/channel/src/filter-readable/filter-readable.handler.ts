import { FilterReadable } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { In } from 'typeorm';
import { ChannelUserEntity } from '../channel-user.entity.js';

@Controller()
export class FilterReadableHandler {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @Answers(FilterReadable)
  async handle({ userId, channelIds }: { userId: number; channelIds: number[] }): Promise<{ channelIds: number[] }> {
    const readable = await this.unitOfWork.fresh.find(ChannelUserEntity, {
      select: { channelId: true },
      where: { userId, viewOpen: true, channelId: In(channelIds) },
    });
    return { channelIds: readable.map(({ channelId }) => channelId) };
  }
}
