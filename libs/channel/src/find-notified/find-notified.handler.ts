import { type ChannelKind, FindNotified, type NotifiedMember } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { In } from 'typeorm';
import { ChannelUserEntity } from '../channel-user.entity.js';
import { ChannelEntity } from '../channel.entity.js';

const WANTED = ['ALL', 'MENTIONS'] as const;

@Controller()
export class FindNotifiedHandler {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Nobody, where the channel is closed meanwhile. */
  @Answers(FindNotified)
  async handle({ channelId }: { channelId: number }): Promise<{ title: string; kind: ChannelKind; members: NotifiedMember[] }> {
    const { fresh } = this.unitOfWork;
    const channel = await fresh.findOne(ChannelEntity, { where: { channelId } });
    if (!channel) return { title: '', kind: 'GROUP', members: [] };
    const members = await fresh.find(ChannelUserEntity, {
      select: { userId: true, username: true, notify: true },
      where: { channelId, viewOpen: true, notify: In(WANTED) },
    });
    return { title: channel.title, kind: channel.kind, members: members.flatMap(memberOf) };
  }
}

function memberOf({ userId, username, notify }: ChannelUserEntity): NotifiedMember[] {
  return notify === 'NONE' ? [] : [{ userId, username, notify }];
}
