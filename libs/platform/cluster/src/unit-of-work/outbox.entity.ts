import { EntitySchema, type MigrationInterface, type QueryRunner, Table } from 'typeorm';

interface OutboxRowInDatabase {
  id: number;
  writer: string;
  payload: string;
  createdAt: number;
}

export const OutboxEntity = new EntitySchema<OutboxRowInDatabase>({
  name: 'outbox',
  columns: {
    id: { type: 'bigint', primary: true, generated: 'increment' },
    /** The process that will publish it, as long as that one lives. */
    writer: { type: 'varchar', length: '64' },
    payload: { type: 'longtext' },
    createdAt: { name: 'created_at', type: 'bigint' },
  },
  indices: [{ name: 'outbox_writer', columns: ['writer', 'id'] }],
});

export class CreateOutbox1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'outbox',
        columns: [
          { name: 'id', type: 'bigint', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
          { name: 'writer', type: 'varchar', length: '64' },
          { name: 'payload', type: 'longtext' },
          { name: 'created_at', type: 'bigint' },
        ],
        indices: [{ name: 'outbox_writer', columnNames: ['writer', 'id'] }],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('outbox');
  }
}
