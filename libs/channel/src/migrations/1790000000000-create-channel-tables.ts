import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

export class CreateChannelTables1790000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(channel);
    await runner.createTable(channelUser);
    await runner.createTable(channelRequest);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('channel_request');
    await runner.dropTable('channel_user');
    await runner.dropTable('channel');
  }
}

const channel = new Table({
  name: 'channel',
  columns: [
    { name: 'channel_id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
    { name: 'title', type: 'varchar', length: '100' },
    { name: 'title_key', type: 'varchar', length: '300' },
    { name: 'kind', type: 'varchar', length: '8' },
    { name: 'public', type: 'boolean' },
    { name: 'invite_code', type: 'varchar', length: '26', isNullable: true },
    { name: 'head_count', type: 'integer' },
    { name: 'direct_pair', type: 'varchar', length: '40', isNullable: true },
    { name: 'created_at', type: 'bigint' },
  ],
  uniques: [
    { name: 'channel_invite_code', columnNames: ['invite_code'] },
    { name: 'channel_direct_pair', columnNames: ['direct_pair'] },
  ],
  indices: [{ name: 'channel_public', columnNames: ['public', 'channel_id'] }],
});

const channelUser = new Table({
  name: 'channel_user',
  columns: [
    { name: 'user_id', type: 'bigint', isPrimary: true, primaryKeyConstraintName: 'channel_user_pk' },
    { name: 'channel_id', type: 'integer', isPrimary: true, primaryKeyConstraintName: 'channel_user_pk' },
    { name: 'username', type: 'varchar', length: '64' },
    { name: 'username_key', type: 'varchar', length: '128' },
    { name: 'role', type: 'varchar', length: '8' },
    { name: 'notify', type: 'varchar', length: '8' },
    { name: 'view_open', type: 'boolean' },
    { name: 'joined_order', type: 'integer' },
    { name: 'joined_at_sequence', type: 'bigint' },
    { name: 'joined_at', type: 'bigint' },
  ],
  indices: [
    { name: 'channel_user_joined_order', columnNames: ['channel_id', 'joined_order'], isUnique: true },
    { name: 'channel_user_username', columnNames: ['channel_id', 'username_key'] },
  ],
  foreignKeys: [
    {
      name: 'channel_user_channel_fk',
      columnNames: ['channel_id'],
      referencedTableName: 'channel',
      referencedColumnNames: ['channel_id'],
      onDelete: 'CASCADE',
      onUpdate: 'NO ACTION',
    },
  ],
});

const channelRequest = new Table({
  name: 'channel_request',
  columns: [
    { name: 'user_id', type: 'bigint', isPrimary: true, primaryKeyConstraintName: 'channel_request_pk' },
    { name: 'request_key', type: 'varchar', length: '64', isPrimary: true, primaryKeyConstraintName: 'channel_request_pk' },
    { name: 'channel_id', type: 'bigint', isNullable: true },
    { name: 'expires_at', type: 'bigint' },
  ],
  indices: [{ name: 'channel_request_expires', columnNames: ['expires_at'] }],
});
