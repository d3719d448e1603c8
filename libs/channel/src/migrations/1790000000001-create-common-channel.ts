import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

export class CreateCommonChannel1790000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'common_channel',
        columns: [
          { name: 'channel_id', type: 'integer', isPrimary: true },
          { name: 'common_key', type: 'varchar', length: '64' },
        ],
        uniques: [{ name: 'common_channel_key', columnNames: ['common_key'] }],
        foreignKeys: [
          {
            name: 'common_channel_channel_fk',
            columnNames: ['channel_id'],
            referencedTableName: 'channel',
            referencedColumnNames: ['channel_id'],
            onDelete: 'CASCADE',
            onUpdate: 'NO ACTION',
          },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('common_channel');
  }
}
