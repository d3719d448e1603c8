import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** An account. The row stays for ever, so that its name is never given to somebody else. */
@Entity('message_user')
@Unique('message_user_username_key', ['usernameKey'])
export class UserEntity {
  @PrimaryGeneratedColumn({ name: 'user_id', type: 'integer' })
  userId!: number;

  /** As registered. */
  @Column({ name: 'username', type: 'varchar', length: 64 })
  username!: string;

  /** How the name is found. Longer than the name: some letters become three. */
  @Column({ name: 'username_key', type: 'varchar', length: 128 })
  usernameKey!: string;

  /** A hash with its parameters. None: unregistered. */
  @Column({ name: 'password', type: 'varchar', length: 255, nullable: true })
  password!: string | null;

  @Column({ name: 'created_at', type: 'bigint' })
  createdAt!: number;

  @Column({ name: 'unregistered_at', type: 'bigint', nullable: true })
  unregisteredAt!: number | null;
}
