import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Where a person can be told. Kind `mock` is the one that everybody has: what is sent there can be seen by who looks after the house. */
@Entity('device')
export class DeviceEntity {
  @PrimaryColumn({ name: 'user_id', type: 'bigint' })
  userId!: number;

  @PrimaryColumn({ name: 'kind', type: 'varchar', length: 16 })
  kind!: 'mock';

  @Column({ name: 'created_at', type: 'bigint' })
  createdAt!: number;
}
