/**
 * Rows of channels and members. In a unit of work every row that something is judged by is read for update: the channel's first, then its
 * members', so that each step stands on what was last committed, and two that meet in one channel go one after the other.
 */
import { DomainError, isSameName, usernameKey } from '@maru/contracts';
import { type EntityManager, forUpdate } from '@maru/ports';
import type { FindOptionsWhere } from 'typeorm';
import { ChannelUserEntity } from './channel-user.entity.js';
import { ChannelEntity } from './channel.entity.js';

export interface Membership {
  readonly channel: ChannelEntity;
  readonly member: ChannelUserEntity;
}

type Lock = ReturnType<typeof forUpdate>;

export function lockChannel(manager: EntityManager, where: FindOptionsWhere<ChannelEntity>): Promise<ChannelEntity | null> {
  return manager.findOne(ChannelEntity, { where, ...forUpdate(manager) });
}

/** All of its people, longest first. For channels that are small by nature, or where everyone is meant. */
export function lockMembers(manager: EntityManager, channelId: number, take?: number): Promise<ChannelUserEntity[]> {
  return manager.find(ChannelUserEntity, { where: { channelId }, order: { joinedOrder: 'ASC' }, take, ...forUpdate(manager) });
}

/** An open membership. A quit view of a direct channel is none. */
export function findMember(manager: EntityManager, channelId: number, userId: number, lock: Lock = {}): Promise<ChannelUserEntity | null> {
  return manager.findOne(ChannelUserEntity, { where: { channelId, userId, viewOpen: true }, ...lock });
}

/**
 * The channels in which a user has an open membership: of these, or of all. A statement of our own: everybody who comes back is judged by it,
 * and TypeORM takes ten times as long to write it as the database takes to answer.
 */
export async function findOpenChannels(manager: EntityManager, userId: number, among?: readonly number[]): Promise<number[]> {
  if (among?.length === 0) return [];
  const { driver } = manager.connection;
  const table = driver.escape(manager.connection.getMetadata(ChannelUserEntity).tablePath);
  const narrowed = among === undefined ? '' : ` AND channel_id IN (${among.map(() => '?').join(', ')})`;
  const rows = await manager.query<{ id: number }[]>(
    `SELECT channel_id AS id FROM ${table} WHERE user_id = ? AND view_open = 1${narrowed} ORDER BY channel_id`,
    [userId, ...(among ?? [])],
  );
  return rows.map(({ id }) => id);
}

/** For queries: nothing is held. */
export async function readMembership(manager: EntityManager, channelId: number, userId: number): Promise<Membership> {
  const member = await findMember(manager, channelId, userId);
  const channel = member && (await manager.findOne(ChannelEntity, { where: { channelId } }));
  if (!member || !channel) throw new DomainError('NOT_A_MEMBER');
  return { channel, member };
}

/** For units: the channel is held until the end. */
export async function checkMember(manager: EntityManager, channelId: number, userId: number): Promise<Membership> {
  const channel = await lockChannel(manager, { channelId });
  const member = channel && (await findMember(manager, channelId, userId, forUpdate(manager)));
  if (!channel || !member) throw new DomainError('NOT_A_MEMBER');
  return { channel, member };
}

export async function checkOwner(manager: EntityManager, channelId: number, userId: number): Promise<Membership> {
  const membership = await checkMember(manager, channelId, userId);
  if (membership.channel.kind === 'DIRECT') throw new DomainError('DIRECT_CHANNEL');
  if (membership.member.role !== 'OWNER') throw new DomainError('NOT_OWNER');
  return membership;
}

/** The member whom an owner means, who is not himself. */
export async function checkOther(manager: EntityManager, owner: ChannelUserEntity, username: string): Promise<ChannelUserEntity> {
  if (isSameName(username, owner.username)) throw new DomainError('INVALID_FIELD', 'username: must be another member');
  const key = usernameKey(username);
  const where = { channelId: owner.channelId, usernameKey: key, viewOpen: true };
  const found = await manager.find(ChannelUserEntity, { where, ...forUpdate(manager) });
  // The database may take more names for the same than we do.
  const member = found.find((candidate) => candidate.usernameKey === key);
  if (!member) throw new DomainError('NOT_A_MEMBER');
  return member;
}

/** The name of the other one in a direct channel; of a group, nothing. */
export async function findOther(manager: EntityManager, { channel, member }: Membership): Promise<string | undefined> {
  if (channel.kind !== 'DIRECT') return undefined;
  const both = await manager.find(ChannelUserEntity, { where: { channelId: channel.channelId } });
  return both.find(({ userId }) => userId !== member.userId)?.username;
}
