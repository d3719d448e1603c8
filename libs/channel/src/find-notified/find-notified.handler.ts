import { type ChannelKind, FindNotified, type Person } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { ChannelUserEntity } from '../channel-user.entity.js';
import { ChannelEntity } from '../channel.entity.js';

@Controller()
export class FindNotifiedHandler {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Nobody, where the channel is closed meanwhile. */
  @Answers(FindNotified)
  async handle({ channelId }: { channelId: number }): Promise<{ title: string; kind: ChannelKind; members: Person[] }> {
    const { fresh } = this.unitOfWork;
    const channel = await fresh.findOne(ChannelEntity, { where: { channelId } });
    if (!channel) return { title: '', kind: 'GROUP', members: [] };
    const members = await fresh.find(ChannelUserEntity, {
      select: { userId: true, username: true },
      where: { channelId, viewOpen: true, notify: 'ALL' },
    });
    return { title: channel.title, kind: channel.kind, members: members.map(({ userId, username }) => ({ userId, username })) };
  }
}
