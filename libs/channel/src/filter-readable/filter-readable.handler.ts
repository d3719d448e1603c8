import { FilterReadable } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { findOpenChannels } from '../channel.repository.js';

@Controller()
export class FilterReadableHandler {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @Answers(FilterReadable)
  async handle({ userId, channelIds }: { userId: number; channelIds: number[] }): Promise<{ channelIds: number[] }> {
    return { channelIds: await findOpenChannels(this.unitOfWork.fresh, userId, channelIds) };
  }
}
