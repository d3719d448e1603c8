import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { ChannelEntity } from '../channel.entity.js';

/** What makes a channel common: nobody owns it, and it stays when its last member has gone. */
@Entity('common_channel')
@Unique('common_channel_key', ['commonKey'])
export class CommonChannelEntity {
  @PrimaryColumn({ name: 'channel_id', type: 'integer' })
  @ForeignKey(() => ChannelEntity, { name: 'common_channel_channel_fk', onDelete: 'CASCADE', onUpdate: 'NO ACTION' })
  channelId!: number;

  /** By which those find it who know no number. */
  @Column({ name: 'common_key', type: 'varchar', length: 64 })
  commonKey!: string;
}
