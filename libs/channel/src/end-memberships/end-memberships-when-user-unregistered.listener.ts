import { userEvents, type UserUnregistered } from '@maru/contracts';
import { forUpdate, On, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { ActiveChannels } from '../active-channels.js';
import { ChannelRequestEntity } from '../channel-request.entity.js';
import { ChannelUserEntity } from '../channel-user.entity.js';
import { findMember, lockChannel } from '../channel.repository.js';
import { QuitChannel } from '../quit/quit-channel.js';

@Controller()
export class EndMembershipsWhenUserUnregisteredListener {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly quitChannel: QuitChannel,
    private readonly activeChannels: ActiveChannels,
  ) {}

  /** A unit for each channel: the ones that were quit before a failure are not there the next time. */
  @On(userEvents, 'UserUnregistered')
  async handle({ userId }: UserUnregistered): Promise<void> {
    const memberships = await this.unitOfWork.fresh.find(ChannelUserEntity, {
      select: { channelId: true },
      where: { userId, viewOpen: true },
    });
    for (const { channelId } of memberships) await this.quit(channelId, userId);
    await this.unitOfWork.run(async ({ manager }) => {
      await manager.delete(ChannelRequestEntity, { userId });
    });
    await this.activeChannels.forgetUser(userId);
  }

  private async quit(channelId: number, userId: number): Promise<void> {
    await this.unitOfWork.run(async (unit) => {
      const channel = await lockChannel(unit.manager, { channelId });
      const member = channel && (await findMember(unit.manager, channelId, userId, forUpdate(unit.manager)));
      if (channel && member) await this.quitChannel.quit(unit, { channel, member });
    });
  }
}
