import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Keys that this service made for itself. */
@Entity('auth_secret')
export class AuthSecretEntity {
  @PrimaryColumn({ name: 'name', type: 'varchar', length: 32 })
  name!: string;

  @Column({ name: 'value', type: 'varchar', length: 64 })
  value!: string;

  @Column({ name: 'created_at', type: 'bigint' })
  createdAt!: number;
}
