import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

export class CreateUserProfile1790000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'user_profile',
        columns: [
          { name: 'user_id', type: 'integer', isPrimary: true },
          { name: 'display_name', type: 'varchar', length: '40' },
        ],
        foreignKeys: [
          {
            name: 'user_profile_user_fk',
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
    await runner.dropTable('user_profile');
  }
}
