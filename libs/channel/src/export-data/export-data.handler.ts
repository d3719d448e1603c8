import { ExportChannelData, type ExportedData } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { In } from 'typeorm';
import type { z } from 'zod';
import { ChannelUserEntity } from '../channel-user.entity.js';
import { ChannelEntity } from '../channel.entity.js';

@Controller()
export class ExportDataHandler {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** His memberships, quit views of direct channels among them. */
  @Answers(ExportChannelData)
  async handle({ userId }: { userId: number }): Promise<z.input<typeof ExportedData>> {
    const { late } = this.unitOfWork;
    const memberships = await late.find(ChannelUserEntity, { where: { userId }, order: { joinedAt: 'ASC', channelId: 'ASC' } });
    const channels = await late.find(ChannelEntity, { where: { channelId: In(memberships.map(({ channelId }) => channelId)) } });
    const byId = new Map(channels.map((channel) => [channel.channelId, channel]));
    const records = memberships.map(({ channelId, role, notify, viewOpen, joinedAt, joinedAtSequence }) => {
      const { title, kind } = byId.get(channelId) ?? { title: '', kind: 'GROUP' };
      return { channelId, title, kind, role, notify, viewOpen, joinedAt, joinedAtSequence };
    });
    return { service: 'channel', records: { channel_user: records } };
  }
}
