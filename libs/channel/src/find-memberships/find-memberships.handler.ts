import { FindMemberships } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { findOpenChannels } from '../channel.repository.js';

@Controller()
export class FindMembershipsHandler {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @Answers(FindMemberships)
  async handle({ userId }: { userId: number }): Promise<{ channelIds: number[] }> {
    return { channelIds: await findOpenChannels(this.unitOfWork.fresh, userId) };
  }
}
