import type { ConnectionStatus } from '@maru/contracts';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ConnectionUserEntity } from './connection-user.entity.js';

/** Two people who have had to do with each other: one row, the smaller user id first, whoever began. */
@Entity('user_connection')
@Index('user_connection_a_status', ['partnerAUserId', 'status'])
@Index('user_connection_b_status', ['partnerBUserId', 'status'])
export class UserConnectionEntity {
  @PrimaryColumn({ name: 'partner_a_user_id', type: 'bigint' })
  @ForeignKey(() => ConnectionUserEntity, { name: 'user_connection_a_fk', onDelete: 'NO ACTION', onUpdate: 'NO ACTION' })
  partnerAUserId!: number;

  @PrimaryColumn({ name: 'partner_b_user_id', type: 'bigint' })
  @ForeignKey(() => ConnectionUserEntity, { name: 'user_connection_b_fk', onDelete: 'NO ACTION', onUpdate: 'NO ACTION' })
  partnerBUserId!: number;

  @Column({ name: 'status', type: 'varchar', length: 16 })
  status!: ConnectionStatus;

  /** Who invited last. */
  @Column({ name: 'inviter_user_id', type: 'bigint' })
  inviterUserId!: number;

  /** Counts the changes of the pair, so that whoever hears of them out of order knows the latest. */
  @Column({ name: 'version', type: 'bigint' })
  version!: number;

  /** The command that made the last change, so that it is answered alike, and changes nothing, when it comes again. */
  @Column({ name: 'last_command_id', type: 'varchar', length: 64, nullable: true })
  lastCommandId!: string | null;

  @Column({ name: 'updated_at', type: 'bigint' })
  updatedAt!: number;
}
