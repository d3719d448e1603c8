import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

export class CreateAuthTables1790000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'message_user',
        columns: [
          { name: 'user_id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
          { name: 'username', type: 'varchar', length: '64' },
          { name: 'username_key', type: 'varchar', length: '128' },
          { name: 'password', type: 'varchar', length: '255', isNullable: true },
          { name: 'created_at', type: 'bigint' },
          { name: 'unregistered_at', type: 'bigint', isNullable: true },
        ],
        uniques: [{ name: 'message_user_username_key', columnNames: ['username_key'] }],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'refresh_token',
        columns: [
          { name: 'token_hash', type: 'varchar', length: '64', isPrimary: true },
          { name: 'session_id', type: 'varchar', length: '64' },
          { name: 'user_id', type: 'integer' },
          { name: 'used_at', type: 'bigint', isNullable: true },
          { name: 'expires_at', type: 'bigint' },
        ],
        indices: [
          { name: 'refresh_token_user', columnNames: ['user_id'] },
          { name: 'refresh_token_expires', columnNames: ['expires_at'] },
        ],
        foreignKeys: [
          {
            name: 'refresh_token_user_fk',
            columnNames: ['user_id'],
            referencedTableName: 'message_user',
            referencedColumnNames: ['user_id'],
            onDelete: 'NO ACTION',
            onUpdate: 'NO ACTION',
          },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'auth_secret',
        columns: [
          { name: 'name', type: 'varchar', length: '32', isPrimary: true },
          { name: 'value', type: 'varchar', length: '64' },
          { name: 'created_at', type: 'bigint' },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('auth_secret');
    await runner.dropTable('refresh_token');
    await runner.dropTable('message_user');
  }
}
