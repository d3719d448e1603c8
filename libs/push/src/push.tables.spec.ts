import { UnitOfWork } from '@maru/ports';
import { startService } from '@maru/testing';
import { expect, it } from 'vitest';
import { pushService } from './index.js';

it('are after the migrations what the entities say, with a name for every index', async () => {
  const service = await startService(pushService);
  const { dataSource } = service.get(UnitOfWork).fresh;
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  expect(upQueries.map(({ query }) => query)).toEqual([]);
  const rows = await dataSource.query<{ name: string }[]>(`SELECT name FROM sqlite_master WHERE tbl_name = 'push_log' AND sql NOT NULL`);
  expect(rows.map(({ name }) => name).toSorted()).toEqual(['push_log', 'push_log_created', 'push_log_due']);
  await service.close();
});

it('want an address where the webhook is chosen', async () => {
  await expect(startService(pushService, { env: { MARU_PUSH_NOTIFIER: 'webhook' } })).rejects.toThrow('MARU_PUSH_WEBHOOK_URL');
});
