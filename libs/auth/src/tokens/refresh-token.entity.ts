import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { UserEntity } from '../user.entity.js';

/** A refresh token that was given out. All of one session are a family: of them one is unused, the last. */
@Entity('refresh_token')
@Index('refresh_token_user', ['userId'])
@Index('refresh_token_expires', ['expiresAt'])
export class RefreshTokenEntity {
  @PrimaryColumn({ name: 'token_hash', type: 'varchar', length: 64 })
  tokenHash!: string;

  @Column({ name: 'session_id', type: 'varchar', length: 64 })
  sessionId!: string;

  @Column({ name: 'user_id', type: 'integer' })
  @ForeignKey(() => UserEntity, { name: 'refresh_token_user_fk', onDelete: 'NO ACTION', onUpdate: 'NO ACTION' })
  userId!: number;

  @Column({ name: 'used_at', type: 'bigint', nullable: true })
  usedAt!: number | null;

  /** When the row may be swept. The token itself is as good as its session. */
  @Column({ name: 'expires_at', type: 'bigint' })
  expiresAt!: number;
}
