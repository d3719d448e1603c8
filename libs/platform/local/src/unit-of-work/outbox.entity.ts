import { EntitySchema, type MigrationInterface, type QueryRunner, Table } from 'typeorm';

interface OutboxRowOnDisk {
  id: number;
  partition: number;
  payload: string;
  createdAt: number;
}

export const OutboxEntity = new EntitySchema<OutboxRowOnDisk>({
  name: 'outbox',
  columns: {
    id: { type: 'integer', primary: true, generated: 'increment' },
    partition: { type: 'integer' },
    payload: { type: 'text' },
    createdAt: { name: 'created_at', type: 'bigint' },
  },
});

export class CreateOutbox1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'outbox',
        columns: [
          { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
          { name: 'partition', type: 'integer' },
          { name: 'payload', type: 'text' },
          { name: 'created_at', type: 'bigint' },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('outbox');
  }
}
