import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const aPartner = (side: 'a' | 'b') => ({
  name: `user_connection_${side}_fk`,
  columnNames: [`partner_${side}_user_id`],
  referencedTableName: 'connection_user',
  referencedColumnNames: ['user_id'],
  onDelete: 'NO ACTION',
  onUpdate: 'NO ACTION',
});

export class CreateConnectionTables1790000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'connection_user',
        columns: [
          { name: 'user_id', type: 'bigint', isPrimary: true },
          { name: 'username', type: 'varchar', length: '64' },
          { name: 'username_key', type: 'varchar', length: '128' },
          { name: 'invite_code', type: 'varchar', length: '26', isNullable: true },
          { name: 'code_command_id', type: 'varchar', length: '64', isNullable: true },
          { name: 'connection_count', type: 'integer' },
        ],
        uniques: [
          { name: 'connection_user_username_key', columnNames: ['username_key'] },
          { name: 'connection_user_invite_code', columnNames: ['invite_code'] },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'user_connection',
        columns: [
          { name: 'partner_a_user_id', type: 'bigint', isPrimary: true },
          { name: 'partner_b_user_id', type: 'bigint', isPrimary: true },
          { name: 'status', type: 'varchar', length: '16' },
          { name: 'inviter_user_id', type: 'bigint' },
          { name: 'version', type: 'bigint' },
          { name: 'last_command_id', type: 'varchar', length: '64', isNullable: true },
          { name: 'updated_at', type: 'bigint' },
        ],
        indices: [
          { name: 'user_connection_a_status', columnNames: ['partner_a_user_id', 'status'] },
          { name: 'user_connection_b_status', columnNames: ['partner_b_user_id', 'status'] },
        ],
        foreignKeys: [aPartner('a'), aPartner('b')],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('user_connection');
    await runner.dropTable('connection_user');
  }
}
