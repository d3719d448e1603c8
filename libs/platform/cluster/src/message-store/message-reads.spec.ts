import type { Page } from '@maru/ports';
import type { RowDataPacket } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { MessageReads } from './message-reads.js';
import type { Statements } from './proxies.js';
import type { Value } from './rows.js';

/** A channel with the messages 1 … 20, of which the replica has got the first ones. */
class LateReplica implements Statements {
  readonly asked: ('replica' | 'primary')[] = [];

  constructor(private readonly got: number) {}

  async rows(sql: string, [, from, to]: readonly Value[]): Promise<RowDataPacket[]> {
    const whom = sql.startsWith('/*') ? 'primary' : 'replica';
    this.asked.push(whom);
    const last = whom === 'primary' ? 20 : this.got;
    const all = Array.from({ length: last }, (_, index) => index + 1).filter(
      (sequence) => sequence >= Number(from) && sequence <= Number(to),
    );
    const limit = Number(/LIMIT (\d+)$/.exec(sql)?.[1]);
    return (sql.includes('DESC') ? all.toReversed() : all).slice(0, limit).map(rowOf);
  }

  change(): never {
    throw new Error('a read changes nothing');
  }
}

function rowOf(messageSequence: number): RowDataPacket {
  const message = {
    channelId: 7,
    senderId: 1,
    username: 'a',
    content: 'x',
    clientMessageId: `${messageSequence}`,
    chosenByClient: 1,
    createdAt: 1,
  };
  return Object.assign(Object.create(null) as RowDataPacket, message, { messageSequence });
}

const page = (from: number, to: number, limit: number, end: Page['end']): Page => ({ channelId: 7, from, to, limit, end });
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

test.each<[string, number, Page, number[], string[]]>([
  ['all of it', 20, page(11, 20, 10, 'newest'), range(11, 20), ['replica']],
  ['the old part, which is asked for', 12, page(1, 12, 5, 'oldest'), range(1, 5), ['replica']],
  ['not the end', 19, page(11, 20, 10, 'newest'), range(11, 20), ['replica', 'primary']],
  ['another end of the same length', 15, page(1, 20, 5, 'newest'), range(16, 20), ['replica', 'primary']],
  ['the beginning only', 12, page(10, 20, 5, 'oldest'), range(10, 14), ['replica', 'primary']],
  ['nothing yet', 0, page(1, 3, 50, 'oldest'), [1, 2, 3], ['replica', 'primary']],
  ['all there is, of a range without an end', 20, page(1, 999, 50, 'oldest'), range(1, 20), ['replica', 'primary']],
  ['nothing that was asked for', 20, page(5, 4, 50, 'oldest'), [], []],
])('a replica that has %s', async (_, got, asked, expected, whom) => {
  const statements = new LateReplica(got);
  const found = await new MessageReads(statements).messages(asked);
  expect(found.map(({ messageSequence }) => messageSequence)).toEqual(expected);
  expect(statements.asked).toEqual(whom);
});
