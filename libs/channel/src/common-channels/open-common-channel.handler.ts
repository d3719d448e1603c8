import { OpenCommonChannel, type PublicChannel } from '@maru/contracts';
import { Answers, Clock, Ids, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { ChannelEntity } from '../channel.entity.js';
import { MembershipNews } from '../membership-news.js';
import { titleKey } from '../title-key.js';
import { CommonChannelEntity } from './common-channel.entity.js';
import { findPublicChannel } from './find-public-channel.handler.js';

@Controller()
export class OpenCommonChannelHandler {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly news: MembershipNews,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** Of those who open one key at the same time, one makes the channel: the unique key decides. */
  @Answers(OpenCommonChannel)
  async handle({ title, commonKey }: z.output<typeof OpenCommonChannel.ask>): Promise<{ channel: PublicChannel }> {
    const known = commonKey === undefined ? undefined : await findPublicChannel(this.unitOfWork.fresh, { commonKey });
    if (known !== undefined) return { channel: known };
    try {
      return { channel: await this.make(title, commonKey ?? this.ids.unique()) };
    } catch (error) {
      const others = commonKey === undefined ? undefined : await findPublicChannel(this.unitOfWork.fresh, { commonKey });
      if (others === undefined) throw error;
      return { channel: others };
    }
  }

  private make(title: string, commonKey: string): Promise<PublicChannel> {
    return this.unitOfWork.run(async (unit) => {
      const channel: Omit<ChannelEntity, 'channelId'> = {
        title,
        titleKey: titleKey(title),
        kind: 'GROUP',
        public: true,
        inviteCode: this.ids.inviteCode(),
        headCount: 0,
        directPair: null,
        createdAt: this.clock.now(),
      };
      const { channelId } = await unit.manager.save(ChannelEntity, channel);
      await unit.manager.insert(CommonChannelEntity, { channelId, commonKey });
      this.news.tell(unit, { type: 'ChannelCreated', channelId, kind: 'GROUP', title, public: true, members: [] });
      return { channelId, title };
    });
  }
}
