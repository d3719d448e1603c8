import { type ChannelRef, DomainError, FetchChannelInviteCodeQuery, type Person } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { readMembership } from '../channel.repository.js';

@Controller()
export class FetchChannelInviteCodeHandler {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @Answers(FetchChannelInviteCodeQuery)
  async handle({ person, channelId }: { person: Person; channelId: number }): Promise<{ channelId: ChannelRef; inviteCode: string }> {
    const { channel } = await readMembership(this.unitOfWork.fresh, channelId, person.userId);
    if (channel.inviteCode === null) throw new DomainError('DIRECT_CHANNEL');
    return { channelId: { id: channelId }, inviteCode: channel.inviteCode };
  }
}
