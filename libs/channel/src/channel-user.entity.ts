import type { Notify, Role } from '@maru/contracts';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ChannelEntity } from './channel.entity.js';

/** One person in one channel. */
@Entity('channel_user')
@Index('channel_user_joined_order', ['channelId', 'joinedOrder'], { unique: true })
@Index('channel_user_username', ['channelId', 'usernameKey'])
export class ChannelUserEntity {
  @PrimaryColumn({ name: 'user_id', type: 'bigint', primaryKeyConstraintName: 'channel_user_pk' })
  userId!: number;

  @PrimaryColumn({ name: 'channel_id', type: 'integer', primaryKeyConstraintName: 'channel_user_pk' })
  @ForeignKey(() => ChannelEntity, { name: 'channel_user_channel_fk', onDelete: 'CASCADE', onUpdate: 'NO ACTION' })
  channelId!: number;

  @Column({ name: 'username', type: 'varchar', length: 64 })
  username!: string;

  @Column({ name: 'username_key', type: 'varchar', length: 128 })
  usernameKey!: string;

  @Column({ name: 'role', type: 'varchar', length: 8 })
  role!: Role;

  @Column({ name: 'notify', type: 'varchar', length: 8 })
  notify!: Notify;

  /** False: he quit his view of a direct channel. He is no member then, but still one of its two. */
  @Column({ name: 'view_open', type: 'boolean' })
  viewOpen!: boolean;

  /** Ascends within a channel: the longest member has the lowest. */
  @Column({ name: 'joined_order', type: 'integer' })
  joinedOrder!: number;

  /** The channel's last message when he came. */
  @Column({ name: 'joined_at_sequence', type: 'bigint' })
  joinedAtSequence!: number;

  @Column({ name: 'joined_at', type: 'bigint' })
  joinedAt!: number;
}
