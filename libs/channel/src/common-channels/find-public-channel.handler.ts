import { FindPublicChannel, type PublicChannel } from '@maru/contracts';
import { Answers, type EntityManager, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { ChannelEntity } from '../channel.entity.js';
import { CommonChannelEntity } from './common-channel.entity.js';

type Asked = z.output<typeof FindPublicChannel.ask>;

@Controller()
export class FindPublicChannelHandler {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @Answers(FindPublicChannel)
  async handle(asked: Asked): Promise<{ channel?: PublicChannel }> {
    const channel = await findPublicChannel(this.unitOfWork.fresh, asked);
    return channel === undefined ? {} : { channel };
  }
}

export async function findPublicChannel(manager: EntityManager, asked: Asked): Promise<PublicChannel | undefined> {
  const channelId = 'channelId' in asked ? asked.channelId : await findByKey(manager, asked.commonKey);
  if (channelId === undefined) return undefined;
  const channel = await manager.findOneBy(ChannelEntity, { channelId, public: true });
  return channel === null ? undefined : { channelId, title: channel.title };
}

async function findByKey(manager: EntityManager, commonKey: string): Promise<number | undefined> {
  const common = await manager.findOneBy(CommonChannelEntity, { commonKey });
  // The database may take more keys for the same than we do.
  return common?.commonKey === commonKey ? common.channelId : undefined;
}
