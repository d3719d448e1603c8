import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

export class CreatePushTables1790000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'device',
        columns: [
          { name: 'user_id', type: 'bigint', isPrimary: true },
          { name: 'kind', type: 'varchar', length: '16', isPrimary: true },
          { name: 'created_at', type: 'bigint' },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'push_log',
        columns: [
          { name: 'push_id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
          { name: 'user_id', type: 'bigint' },
          { name: 'username', type: 'varchar', length: '64' },
          { name: 'channel_id', type: 'bigint' },
          { name: 'message_sequence', type: 'bigint' },
          { name: 'sender', type: 'varchar', length: '64' },
          { name: 'body', type: 'varchar', length: '800' },
          { name: 'status', type: 'varchar', length: '16' },
          { name: 'message_count', type: 'integer' },
          { name: 'attempts', type: 'integer' },
          { name: 'due_at', type: 'bigint' },
          { name: 'leased_until', type: 'bigint' },
          { name: 'created_at', type: 'bigint' },
          { name: 'changed_at', type: 'bigint' },
        ],
        uniques: [{ name: 'push_log_message', columnNames: ['user_id', 'channel_id', 'message_sequence'] }],
        indices: [
          { name: 'push_log_due', columnNames: ['status', 'due_at'] },
          { name: 'push_log_created', columnNames: ['created_at'] },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('push_log');
    await runner.dropTable('device');
  }
}
