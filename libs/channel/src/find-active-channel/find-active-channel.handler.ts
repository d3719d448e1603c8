import { FindActiveChannel } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { ActiveChannels } from '../active-channels.js';
import { findMember } from '../channel.repository.js';

@Controller()
export class FindActiveChannelHandler {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly activeChannels: ActiveChannels,
  ) {}

  @Answers(FindActiveChannel)
  async handle({ userId, sessionId }: { userId: number; sessionId: string }): Promise<{ channelId?: number }> {
    const channelId = await this.activeChannels.find(userId, sessionId);
    const isMember = channelId !== undefined && (await findMember(this.unitOfWork.fresh, channelId, userId)) !== null;
    return isMember ? { channelId } : {};
  }
}
