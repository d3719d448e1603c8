import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

export class CreateMailAccount1790000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'mail_account',
        columns: [
          { name: 'user_id', type: 'integer', isPrimary: true },
          { name: 'email', type: 'varchar', length: '254' },
          { name: 'email_key', type: 'varchar', length: '64' },
        ],
        uniques: [{ name: 'mail_account_email_key', columnNames: ['email_key'] }],
        foreignKeys: [
          {
            name: 'mail_account_user_fk',
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
    await runner.dropTable('mail_account');
  }
}
