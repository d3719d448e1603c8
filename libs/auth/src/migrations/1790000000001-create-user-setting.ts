import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

export class CreateUserSetting1790000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'user_setting',
        columns: [
          { name: 'user_id', type: 'integer', isPrimary: true },
          { name: 'quiet_from', type: 'varchar', length: '5', isNullable: true },
          { name: 'quiet_to', type: 'varchar', length: '5', isNullable: true },
          { name: 'time_zone', type: 'varchar', length: '64', isNullable: true },
        ],
        foreignKeys: [
          {
            name: 'user_setting_user_fk',
            columnNames: ['user_id'],
            referencedTableName: 'message_user',
            referencedColumnNames: ['user_id'],
            onDelete: 'NO ACTION',
            onUpdate: 'NO ACTION',
          },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('user_setting');
  }
}
