import type { Person } from '@maru/contracts';
import { Clock, Ids, type Unit } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { notifyJoin } from '../channel.frames.js';
import { ChannelEntity } from '../channel.entity.js';
import { type CommandOf, socketOf } from '../commands.js';
import { MembershipNews } from '../membership-news.js';
import { Memberships } from '../memberships.js';
import { titleKey } from '../title-key.js';

@Injectable()
export class CreateGroup {
  constructor(
    private readonly memberships: Memberships,
    private readonly news: MembershipNews,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async create(unit: Unit, command: CommandOf<'Create'>, participants: readonly Person[]): Promise<ChannelEntity> {
    const { asker } = command;
    const people: Person[] = [asker, ...participants];
    await this.memberships.checkLimit(
      unit.manager,
      people.map(({ userId }) => userId),
    );
    const channel = this.describe(command);
    this.memberships.checkRoom(channel, people.length);
    await unit.manager.insert(ChannelEntity, channel);
    const newcomers = people.map((person) => ({ person, role: person === asker ? ('OWNER' as const) : ('MEMBER' as const) }));
    await this.memberships.add(unit.manager, channel, newcomers, 0);
    this.tell(unit, channel, command, participants);
    return channel;
  }

  private describe({ title = '', public: isPublic = false }: CommandOf<'Create'>): ChannelEntity {
    const channel = new ChannelEntity();
    return Object.assign(channel, {
      title,
      titleKey: titleKey(title),
      kind: 'GROUP' as const,
      public: isPublic,
      inviteCode: this.ids.inviteCode(),
      headCount: 0,
      directPair: null,
      createdAt: this.clock.now(),
    });
  }

  private tell(unit: Unit, channel: ChannelEntity, command: CommandOf<'Create'>, participants: readonly Person[]): void {
    const { asker } = command;
    const { channelId, kind, title, public: isPublic } = channel;
    const members = [asker, ...participants].map(({ userId, username }) => ({ userId, username }));
    this.news.admit(unit, channel, members, false);
    this.news.tell(unit, { type: 'ChannelCreated', channelId, kind, title, public: isPublic, members });
    for (const { userId, username } of participants)
      unit.deliver({ kind: 'user', userId, frame: notifyJoin(channel, username, asker.username) });
    unit.deliver({ kind: 'user', userId: asker.userId, frame: notifyJoin(channel, asker.username), except: socketOf(command) });
  }
}
