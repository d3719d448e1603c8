import type { ChannelKind, Notify } from '@maru/contracts';
import type { EntityManager } from '@maru/ports';
import { In, Not } from 'typeorm';
import { ChannelUserEntity } from '../channel-user.entity.js';
import { ChannelEntity } from '../channel.entity.js';

/** A channel as one of its members has it in his list, without its messages. */
export interface OpenChannel {
  readonly channelId: number;
  readonly title: string;
  readonly kind: ChannelKind;
  readonly public: boolean;
  readonly headCount: number;
  readonly with: string | undefined;
  readonly notify: Notify;
  readonly createdAt: number;
  readonly joinedAt: number;
}

export async function findOpenChannels(manager: EntityManager, userId: number): Promise<OpenChannel[]> {
  const own = await manager.find(ChannelUserEntity, { where: { userId, viewOpen: true } });
  const memberships = new Map(own.map((member) => [member.channelId, member]));
  const channels = await manager.find(ChannelEntity, { where: { channelId: In([...memberships.keys()]) } });
  const others = await findOthers(manager, userId, channels);
  return channels.flatMap((channel) => {
    const { channelId, title, kind, public: isPublic, headCount, createdAt } = channel;
    const member = memberships.get(channelId);
    if (!member) return [];
    const { notify, joinedAt } = member;
    return { channelId, title, kind, public: isPublic, headCount, with: others.get(channelId), notify, createdAt, joinedAt };
  });
}

/** The names of the other ones in direct channels, whether they quit their view or not. */
async function findOthers(manager: EntityManager, userId: number, channels: readonly ChannelEntity[]): Promise<Map<number, string>> {
  const direct = channels.filter(({ kind }) => kind === 'DIRECT').map(({ channelId }) => channelId);
  if (direct.length === 0) return new Map();
  const others = await manager.find(ChannelUserEntity, {
    select: { channelId: true, username: true },
    where: { channelId: In(direct), userId: Not(userId) },
  });
  return new Map(others.map((other) => [other.channelId, other.username]));
}
