import { DomainError, type Notify, type Person, type Role, usernameKey } from '@maru/contracts';
import { Clock, type EntityManager, LIMITS, type Limits, forUpdate } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import { ChannelUserEntity } from './channel-user.entity.js';
import { ChannelEntity } from './channel.entity.js';
import { CommonChannelEntity } from './common-channels/common-channel.entity.js';

export interface Newcomer {
  readonly person: Person;
  readonly role: Role;
}

/** The rows of who is in, under the lock of their channel. `head_count` moves with them, never alone. */
@Injectable()
export class Memberships {
  constructor(
    @Inject(LIMITS) private readonly limits: Limits,
    private readonly clock: Clock,
  ) {}

  /** None of them may be in as many channels as are allowed. Quit views do not count. */
  async checkLimit(manager: EntityManager, userIds: readonly number[]): Promise<void> {
    const counts = manager
      .createQueryBuilder(ChannelUserEntity, 'member')
      .select('member.userId', 'userId')
      .where('member.userId IN (:...userIds) AND member.viewOpen = :open', { userIds, open: true })
      .groupBy('member.userId')
      .having('COUNT(*) >= :limit', { limit: this.limits.channels });
    const { lock } = forUpdate(manager);
    if (lock) counts.setLock(lock.mode);
    if ((await counts.getRawMany()).length > 0) throw new DomainError('CHANNEL_LIMIT');
  }

  checkRoom(channel: ChannelEntity, newcomers: number): void {
    if (channel.headCount + newcomers > this.limits.channelMembers) throw new DomainError('CHANNEL_FULL');
  }

  async add(manager: EntityManager, channel: ChannelEntity, newcomers: readonly Newcomer[], joinedAtSequence: number): Promise<void> {
    const { channelId } = channel;
    const [last] = await manager.find(ChannelUserEntity, {
      where: { channelId },
      order: { joinedOrder: 'DESC' },
      take: 1,
      ...forUpdate(manager),
    });
    const first = (last?.joinedOrder ?? 0) + 1;
    const rows = newcomers.map(({ person, role }, index) => ({
      channelId,
      userId: person.userId,
      username: person.username,
      usernameKey: usernameKey(person.username),
      role,
      notify: 'ALL' as Notify,
      viewOpen: true,
      joinedOrder: first + index,
      joinedAtSequence,
      joinedAt: this.clock.now(),
    }));
    await manager.insert(ChannelUserEntity, rows);
    await this.setHeadCount(manager, channel, channel.headCount + rows.length);
  }

  /** He is out; a channel without members is closed, and its code is dead, unless it is common. */
  async remove(manager: EntityManager, channel: ChannelEntity, { channelId, userId }: ChannelUserEntity): Promise<'closed' | 'open'> {
    await manager.delete(ChannelUserEntity, { channelId, userId });
    await this.setHeadCount(manager, channel, channel.headCount - 1);
    if (channel.headCount > 0 || (await manager.countBy(CommonChannelEntity, { channelId })) > 0) return 'open';
    await manager.delete(ChannelEntity, { channelId });
    return 'closed';
  }

  /** Of a direct channel. The row stays, and counts, whether its view is open or not. */
  async setView(manager: EntityManager, channelId: number, userId: number, open: boolean): Promise<void> {
    await manager.update(ChannelUserEntity, { channelId, userId }, { viewOpen: open });
  }

  async setRole(manager: EntityManager, { channelId, userId }: ChannelUserEntity, role: Role): Promise<void> {
    await manager.update(ChannelUserEntity, { channelId, userId }, { role });
  }

  private async setHeadCount(manager: EntityManager, channel: ChannelEntity, headCount: number): Promise<void> {
    channel.headCount = headCount;
    await manager.update(ChannelEntity, { channelId: channel.channelId }, { headCount });
  }
}
