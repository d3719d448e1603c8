import type { Unit } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { ActiveChannels } from '../active-channels.js';
import { notifyQuit, notifyRole } from '../channel.frames.js';
import type { ChannelEntity } from '../channel.entity.js';
import { lockMembers, type Membership } from '../channel.repository.js';
import { MembershipNews } from '../membership-news.js';
import { Memberships } from '../memberships.js';

/** The end of a membership by the member himself: by QUIT, or because he unregistered. */
@Injectable()
export class QuitChannel {
  constructor(
    private readonly memberships: Memberships,
    private readonly activeChannels: ActiveChannels,
    private readonly news: MembershipNews,
  ) {}

  /** `socket` is the one that asked. His others hear of it last: with `left`, what had gathered for them was written. */
  async quit(unit: Unit, membership: Membership, socket?: { gatewayId: string; socketId: number }): Promise<void> {
    const { channel, member } = membership;
    const { channelId, userId, username } = member;
    this.news.dismiss(unit, channel, member);
    unit.deliver({ kind: 'user', userId, frame: notifyQuit(channelId, username), except: socket });
    await this.activeChannels.forget(userId, channelId);
    if (channel.kind === 'DIRECT') await this.memberships.setView(unit.manager, channelId, userId, false);
    else await this.leaveGroup(unit, membership);
  }

  private async leaveGroup(unit: Unit, { channel, member }: Membership): Promise<void> {
    const { channelId, username } = member;
    if ((await this.memberships.remove(unit.manager, channel, member)) === 'closed') {
      this.news.tell(unit, { type: 'ChannelClosed', channelId });
      return;
    }
    unit.deliver({ kind: 'channel', channelId, frame: notifyQuit(channelId, username) });
    if (member.role === 'OWNER') await this.passOn(unit, channel);
  }

  private async passOn(unit: Unit, { channelId }: ChannelEntity): Promise<void> {
    const [longest] = await lockMembers(unit.manager, channelId, 1);
    if (!longest) throw new Error(`channel ${channelId} has a head count and no members`);
    const { userId, username } = longest;
    await this.memberships.setRole(unit.manager, longest, 'OWNER');
    this.news.tell(unit, { type: 'OwnerChanged', channelId, owner: { userId, username } });
    unit.deliver({ kind: 'channel', channelId, frame: notifyRole(channelId, username, 'OWNER') });
  }
}
