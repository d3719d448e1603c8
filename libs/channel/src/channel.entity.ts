import type { ChannelKind } from '@maru/contracts';
import { Column, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A channel that lives. One that lost its last member has no row any more, and its id never comes again. */
@Entity('channel')
@Unique('channel_invite_code', ['inviteCode'])
@Unique('channel_direct_pair', ['directPair'])
@Index('channel_public', ['public', 'channelId'])
export class ChannelEntity {
  @PrimaryGeneratedColumn({ name: 'channel_id', type: 'integer' })
  channelId!: number;

  @Column({ name: 'title', type: 'varchar', length: 100 })
  title!: string;

  /** The title as it is searched, without case. Longer than the title: some letters become three. */
  @Column({ name: 'title_key', type: 'varchar', length: 300 })
  titleKey!: string;

  @Column({ name: 'kind', type: 'varchar', length: 8 })
  kind!: ChannelKind;

  @Column({ name: 'public', type: 'boolean' })
  public!: boolean;

  /** A direct channel has none. */
  @Column({ name: 'invite_code', type: 'varchar', length: 26, nullable: true })
  inviteCode!: string | null;

  /** Rows in `channel_user`. Changed only together with one, under this row's lock. */
  @Column({ name: 'head_count', type: 'integer' })
  headCount!: number;

  /** `smaller:larger` user id of a direct channel: two people have one, whoever was first. */
  @Column({ name: 'direct_pair', type: 'varchar', length: 40, nullable: true })
  directPair!: string | null;

  @Column({ name: 'created_at', type: 'bigint' })
  createdAt!: number;
}

export function directPairOf(a: number, b: number): string {
  return a < b ? `${a}:${b}` : `${b}:${a}`;
}
