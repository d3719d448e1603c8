import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { UserEntity } from '../user.entity.js';

/** What an account has chosen. No row: nothing. */
@Entity('user_setting')
export class UserSettingEntity {
  @PrimaryColumn({ name: 'user_id', type: 'integer' })
  @ForeignKey(() => UserEntity, { name: 'user_setting_user_fk', onDelete: 'NO ACTION', onUpdate: 'NO ACTION' })
  userId!: number;

  /** The three of the quiet hours are there together, or not at all. */
  @Column({ name: 'quiet_from', type: 'varchar', length: 5, nullable: true })
  quietFrom!: string | null;

  @Column({ name: 'quiet_to', type: 'varchar', length: 5, nullable: true })
  quietTo!: string | null;

  @Column({ name: 'time_zone', type: 'varchar', length: 64, nullable: true })
  timeZone!: string | null;
}
