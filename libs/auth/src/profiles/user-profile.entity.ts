import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { UserEntity } from '../user.entity.js';

/** How somebody is called beside the username. No row: not at all. */
@Entity('user_profile')
export class UserProfileEntity {
  @PrimaryColumn({ name: 'user_id', type: 'integer' })
  @ForeignKey(() => UserEntity, { name: 'user_profile_user_fk', onDelete: 'NO ACTION', onUpdate: 'NO ACTION' })
  userId!: number;

  @Column({ name: 'display_name', type: 'varchar', length: 40 })
  displayName!: string;
}
