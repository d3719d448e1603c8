import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** What this service knows of a person. The row stays for ever, as names do; without a code it is of one who has unregistered. */
@Entity('connection_user')
@Unique('connection_user_username_key', ['usernameKey'])
@Unique('connection_user_invite_code', ['inviteCode'])
export class ConnectionUserEntity {
  /** Given by auth. */
  @PrimaryColumn({ name: 'user_id', type: 'bigint' })
  userId!: number;

  @Column({ name: 'username', type: 'varchar', length: 64 })
  username!: string;

  /** How the name is found. Longer than the name: some letters become three. */
  @Column({ name: 'username_key', type: 'varchar', length: 128 })
  usernameKey!: string;

  @Column({ name: 'invite_code', type: 'varchar', length: 26, nullable: true })
  inviteCode!: string | null;

  /** The command that last made the code, so that it makes no other when it comes again. */
  @Column({ name: 'code_command_id', type: 'varchar', length: 64, nullable: true })
  codeCommandId!: string | null;

  /** Accepted connections. Changed only together with a pair, under this row's lock. */
  @Column({ name: 'connection_count', type: 'integer' })
  connectionCount!: number;
}
