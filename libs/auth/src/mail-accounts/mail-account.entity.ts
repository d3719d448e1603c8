import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { UserEntity } from '../user.entity.js';

/** The e-mail by which an account is known to those who log in with one. It is gone with the account. */
@Entity('mail_account')
@Unique('mail_account_email_key', ['emailKey'])
export class MailAccountEntity {
  @PrimaryColumn({ name: 'user_id', type: 'integer' })
  @ForeignKey(() => UserEntity, { name: 'mail_account_user_fk', onDelete: 'NO ACTION', onUpdate: 'NO ACTION' })
  userId!: number;

  /** As it was typed. */
  @Column({ name: 'email', type: 'varchar', length: 254 })
  email!: string;

  /** How it is found: a digest, because without case it may be longer than any index. */
  @Column({ name: 'email_key', type: 'varchar', length: 64 })
  emailKey!: string;
}
