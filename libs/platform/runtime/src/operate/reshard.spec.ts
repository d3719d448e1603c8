import { expect, it } from 'vitest';
import { reshard } from './reshard.js';

const environment = {
  MARU_DATABASE_USER: 'maru',
  MARU_DATABASE_PASSWORD: 'secret',
  MARU_CORE_PRIMARY: '127.0.0.1:1',
  MARU_CORE_REPLICAS: '127.0.0.1:1',
  MARU_MESSAGE_PROXIES: '127.0.0.1:1',
};
const to = (shards: number) => ({ ...environment, MARU_MESSAGE_SHARDS: Array.from({ length: shards }, () => '127.0.0.1:1').join() });

it.each([
  [2, to(3), 'names 3 shards: it must be a multiple of 2'],
  [4, to(2), 'must be a multiple of 4'],
  [2, to(2), 'must be a multiple of 2'],
  [2, to(8), '12 partitions cannot be cut into 8 shards'],
  [0, to(4), 'How many shards were there?'],
  [2, environment, 'MARU_MESSAGE_SHARDS: '],
  [2, { ...to(4), MARU_CORE_PRIMARY: 'somewhere' }, 'MARU_CORE_PRIMARY: must be host:port'],
])('from %i is refused before anything is touched: %#', async (from, settings, told) => {
  await expect(reshard({ from, environment: settings, tell: () => undefined })).rejects.toThrow(told);
});
