import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

export class CreateGuest1790000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'guest',
        columns: [
          { name: 'user_id', type: 'integer', isPrimary: true },
          { name: 'likeness', type: 'varchar', length: '128' },
        ],
        indices: [{ name: 'guest_likeness', columnNames: ['likeness'] }],
        foreignKeys: [
          {
            name: 'guest_user_fk',
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
    await runner.dropTable('guest');
  }
}
