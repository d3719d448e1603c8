import { UnitOfWork } from '@maru/ports';
import { startService } from '@maru/testing';
import { expect, it } from 'vitest';
import { connectionService } from './index.js';

it('are after the migrations what the entities say', async () => {
  const service = await startService(connectionService);
  const { dataSource } = service.get(UnitOfWork).fresh;
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  expect(upQueries.map(({ query }) => query)).toEqual([]);
  await service.close();
});
