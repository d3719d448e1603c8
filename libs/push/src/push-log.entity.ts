import { Column, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/**
 * WAITING → SENDING → SENT, or back to WAITING after a failed call, or FAILED after too many.
 * COLLAPSED: a newer one of its channel stands for it. SUPPRESSED: read, silenced or left before it was sent.
 * UNKNOWN: the process died while it called, and nobody knows whether it was heard; it is not sent again.
 */
export type PushStatus = 'WAITING' | 'SENDING' | 'SENT' | 'COLLAPSED' | 'SUPPRESSED' | 'FAILED' | 'UNKNOWN';

/** One message for one person who was away; it counts those that came with it or waited before it. Of one person and channel at most one waits, the newest. */
@Entity('push_log')
@Unique('push_log_message', ['userId', 'channelId', 'messageSequence'])
@Index('push_log_due', ['status', 'dueAt'])
@Index('push_log_created', ['createdAt'])
export class PushLogEntity {
  @PrimaryGeneratedColumn({ name: 'push_id', type: 'integer' })
  pushId!: number;

  @Column({ name: 'user_id', type: 'bigint' })
  userId!: number;

  @Column({ name: 'username', type: 'varchar', length: 64 })
  username!: string;

  @Column({ name: 'channel_id', type: 'bigint' })
  channelId!: number;

  @Column({ name: 'message_sequence', type: 'bigint' })
  messageSequence!: number;

  @Column({ name: 'sender', type: 'varchar', length: 64 })
  sender!: string;

  @Column({ name: 'body', type: 'varchar', length: 800 })
  body!: string;

  @Column({ name: 'status', type: 'varchar', length: 16 })
  status!: PushStatus;

  /** How many messages it stands for. */
  @Column({ name: 'message_count', type: 'integer' })
  messageCount!: number;

  @Column({ name: 'attempts', type: 'integer' })
  attempts!: number;

  @Column({ name: 'due_at', type: 'bigint' })
  dueAt!: number;

  /** Until then it belongs to the one who took it. */
  @Column({ name: 'leased_until', type: 'bigint' })
  leasedUntil!: number;

  @Column({ name: 'created_at', type: 'bigint' })
  createdAt!: number;

  @Column({ name: 'changed_at', type: 'bigint' })
  changedAt!: number;
}
