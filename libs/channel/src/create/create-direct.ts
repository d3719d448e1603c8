import type { Person } from '@maru/contracts';
import { Clock, type Unit } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { notifyJoin } from '../channel.frames.js';
import { ChannelEntity, directPairOf } from '../channel.entity.js';
import { lockChannel, lockMembers } from '../channel.repository.js';
import { type CommandOf, socketOf } from '../commands.js';
import { MembershipNews } from '../membership-news.js';
import { Memberships } from '../memberships.js';
import { titleKey } from '../title-key.js';

/** The one channel of two people: made where there is none, else the first, with the views that were quit. */
@Injectable()
export class CreateDirect {
  constructor(
    private readonly memberships: Memberships,
    private readonly news: MembershipNews,
    private readonly clock: Clock,
  ) {}

  async create(unit: Unit, command: CommandOf<'Create'>, other: Person, version: number): Promise<ChannelEntity> {
    const channel = await this.findOrInsert(unit, command, other);
    const views = await lockMembers(unit.manager, channel.channelId);
    // Only a channel of this very unit has nobody in it.
    if (views.length === 0) await this.open(unit, channel, command, other);
    else await this.reopen(unit, channel, command, views);
    this.news.bar(unit, channel.channelId, false, version);
    return channel;
  }

  private async findOrInsert({ manager }: Unit, { asker, title = '' }: CommandOf<'Create'>, other: Person): Promise<ChannelEntity> {
    const directPair = directPairOf(asker.userId, other.userId);
    const row = { title, titleKey: titleKey(title), kind: 'DIRECT' as const, public: false, inviteCode: null, directPair };
    // Of two that create at the same time the second waits here for the first, and then finds his channel.
    await manager
      .createQueryBuilder()
      .insert()
      .into(ChannelEntity)
      .values({ ...row, headCount: 0, createdAt: this.clock.now() })
      .orIgnore()
      .updateEntity(false)
      .execute();
    const channel = await lockChannel(manager, { directPair });
    if (!channel) throw new Error(`no direct channel of ${directPair}, though it was made or there`);
    return channel;
  }

  private async open(unit: Unit, channel: ChannelEntity, command: CommandOf<'Create'>, other: Person): Promise<void> {
    const { channelId, kind, title } = channel;
    const both = [command.asker, other].map(({ userId, username }) => ({ userId, username }));
    await this.memberships.checkLimit(unit.manager, [command.asker.userId, other.userId]);
    await this.memberships.add(
      unit.manager,
      channel,
      both.map((person) => ({ person, role: 'MEMBER' })),
      0,
    );
    this.news.admit(unit, channel, both, false);
    this.news.tell(unit, { type: 'ChannelCreated', channelId, kind, title, public: false, members: both });
    this.notify(unit, channel, command, both);
  }

  private async reopen(
    unit: Unit,
    channel: ChannelEntity,
    command: CommandOf<'Create'>,
    views: readonly { userId: number; username: string; viewOpen: boolean }[],
  ): Promise<void> {
    const back = views.filter((view) => !view.viewOpen).map(({ userId, username }) => ({ userId, username }));
    if (back.length === 0) return;
    const userIds = back.map(({ userId }) => userId);
    await this.memberships.checkLimit(unit.manager, userIds);
    for (const userId of userIds) await this.memberships.setView(unit.manager, channel.channelId, userId, true);
    this.news.admit(unit, channel, back, true);
    for (const member of back) this.news.tell(unit, { type: 'MemberJoined', channelId: channel.channelId, member });
    this.notify(unit, channel, command, back);
  }

  /** The other hears who brought him here; the creator's own other sockets need not be told who. */
  private notify(unit: Unit, channel: ChannelEntity, command: CommandOf<'Create'>, people: readonly Person[]): void {
    const { asker } = command;
    const own = people.find(({ userId }) => userId === asker.userId);
    for (const { userId, username } of people)
      if (userId !== asker.userId) unit.deliver({ kind: 'user', userId, frame: notifyJoin(channel, username, asker.username) });
    if (own) unit.deliver({ kind: 'user', userId: own.userId, frame: notifyJoin(channel, own.username), except: socketOf(command) });
  }
}
