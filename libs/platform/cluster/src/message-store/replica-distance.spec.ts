import type { RowDataPacket } from 'mysql2/promise';
import { expect, it } from 'vitest';
import type { Value } from './rows.js';
import { ReplicaDistance } from './replica-distance.js';

/** A replica that has got so many messages of each channel. */
function replica(got: ReadonlyMap<number, number>) {
  const asked: string[] = [];
  const rows = async (sql: string, [channelId, , to]: readonly Value[]): Promise<RowDataPacket[]> => {
    asked.push(sql);
    const messageSequence = Math.min(got.get(Number(channelId)) ?? 0, Number(to));
    const row = {
      channelId: Number(channelId),
      messageSequence,
      senderId: 1,
      username: 'a',
      content: 'c',
      clientMessageId: 'i',
      chosenByClient: 0,
      createdAt: 1,
    };
    return (messageSequence === 0 ? [] : [row]) as unknown as RowDataPacket[];
  };
  return { asked, statements: { rows, change: () => Promise.reject(new Error('only read')) } };
}

it('tells for each shard that was written to how many messages its replica lacks', async () => {
  const got = new Map([
    [4, 10],
    [7, 2],
  ]);
  const { statements, asked } = replica(got);
  const distance = new ReplicaDistance(statements, 4);
  expect(await distance.read()).toEqual([]);
  distance.committed({ channelId: 8, messageSequence: 99 });
  distance.committed({ channelId: 4, messageSequence: 10 });
  distance.committed({ channelId: 7, messageSequence: 5 });
  distance.committed({ channelId: 6, messageSequence: 1 });
  expect(await distance.read()).toEqual([
    { value: 0, labels: { shard: '0' } },
    { value: 3, labels: { shard: '3' } },
    { value: 1, labels: { shard: '2' } },
  ]);
  expect(asked.filter((sql) => sql.includes('writeRouteOnly'))).toEqual([]);
});
