import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * What was asked and done already: a command that comes again, or a CREATE that a client repeats.
 * No foreign key: it outlives its channel, or a command that comes again would do what was undone since.
 */
@Entity('channel_request')
@Index('channel_request_expires', ['expiresAt'])
export class ChannelRequestEntity {
  @PrimaryColumn({ name: 'user_id', type: 'bigint', primaryKeyConstraintName: 'channel_request_pk' })
  userId!: number;

  /** A digest, because ids are compared byte for byte and a database may compare texts otherwise. */
  @PrimaryColumn({ name: 'request_key', type: 'varchar', length: 64, primaryKeyConstraintName: 'channel_request_pk' })
  requestKey!: string;

  /** As it was asked for: it may be a number that no channel ever has. */
  @Column({ name: 'channel_id', type: 'bigint', nullable: true })
  channelId!: number | null;

  /** From then on it counts no more. */
  @Column({ name: 'expires_at', type: 'bigint' })
  expiresAt!: number;
}
