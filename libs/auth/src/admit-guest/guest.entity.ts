import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { UserEntity } from '../user.entity.js';

/** What makes a user a guest. His row among the users has no password, and a key that no account's name can have. */
@Entity('guest')
@Index('guest_likeness', ['likeness'])
export class GuestEntity {
  @PrimaryColumn({ name: 'user_id', type: 'integer' })
  @ForeignKey(() => UserEntity, { name: 'guest_user_fk', onDelete: 'NO ACTION', onUpdate: 'NO ACTION' })
  userId!: number;

  /** The key of the account's name that his name looks like. */
  @Column({ name: 'likeness', type: 'varchar', length: 128 })
  likeness!: string;
}
