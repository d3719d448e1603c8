/** 2.2 FETCH_MESSAGES_REQUEST: by range and by page, and where a page is cut. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Device } from './device.js';
import { unique, useHouse } from './house.js';

const MESSAGES = 250;
const house = useHouse();
let alice: Device;
let bob: Device;
let channelId: number;
beforeAll(async () => {
  [alice, bob] = (await house.friends('alice', 'bob')) as [Device, Device];
  channelId = await alice.openGroup(unique('history'), bob);
  await Promise.all(Array.from({ length: MESSAGES }, (_, i) => alice.write(channelId, `message ${i + 1}`)));
});

type Page = { startMessageSequence?: number; endMessageSequence?: number; before?: number; after?: number; limit?: number };
/** The first and the last sequence of a page, which has no holes. */
async function span(page: Page, id = channelId): Promise<number[]> {
  const { messages } = await bob.ask({ type: 'FETCH_MESSAGES_REQUEST', channelId: id, ...page });
  const sequences = messages.map(({ messageSequence }) => messageSequence);
  const [first = 0] = sequences;
  expect(sequences).toEqual(sequences.map((_, i) => first + i));
  return sequences.length === 0 ? [] : [first, first + sequences.length - 1];
}

it.each<[string, Page, number[]]>([
  ['a range', { startMessageSequence: 10, endMessageSequence: 20 }, [10, 20]],
  ['a range of one', { startMessageSequence: 7, endMessageSequence: 7 }, [7, 7]],
  ['a range over 100: its last 100', { startMessageSequence: 5, endMessageSequence: 180 }, [81, 180]],
  ['a range over the end: what there is of it', { startMessageSequence: 240, endMessageSequence: 300 }, [240, 250]],
  ['a range behind the end', { startMessageSequence: 260, endMessageSequence: 300 }, []],
  ['a range from 0', { startMessageSequence: 0, endMessageSequence: 3 }, [1, 3]],
  ['the latest page', {}, [201, 250]],
  ['the latest page of a hundred', { limit: 100 }, [151, 250]],
  ['the page before a message', { before: 51 }, [1, 50]],
  ['the short page at the beginning', { before: 11, limit: 100 }, [1, 10]],
  ['nothing before the first', { before: 1 }, []],
  ['the page after a message', { after: 100, limit: 30 }, [101, 130]],
  ['the short page at the end', { after: 240 }, [241, 250]],
  ['nothing after the last', { after: 250 }, []],
  ['the first page', { after: 0, limit: 1 }, [1, 1]],
])('answers %s', async (_what, page, expected) => {
  expect(await span(page)).toEqual(expected);
});

it.each<[string, Page]>([
  ['half a range', { startMessageSequence: 1 }],
  ['the other half', { endMessageSequence: 1 }],
  ['a range backwards', { startMessageSequence: 2, endMessageSequence: 1 }],
  ['two directions', { before: 5, after: 1 }],
  ['a range and a page', { startMessageSequence: 1, endMessageSequence: 2, after: 1 }],
  ['a page of none', { limit: 0 }],
  ['a page over 100', { limit: 101 }],
])('refuses %s', async (_what, page) => {
  await expect(span(page)).rejects.toMatchObject({ code: 'INVALID_FIELD' });
});

it('is read whole by whoever joins late, from the first message', async () => {
  const late = await house.arrive('late');
  const { inviteCode } = await alice.ask({ type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId });
  await late.ask({ type: 'JOIN_REQUEST', inviteCode });
  expect((await late.history(channelId, 1, 2)).map(({ content }) => content)).toEqual(['message 1', 'message 2']);
  expect(await late.channel(channelId)).toMatchObject({ unreadCount: 0, lastMessageSequence: MESSAGES });
});

it('pages through the SDK without a hole, back to the first and forward to the last', async () => {
  const timeline = bob.client.timeline(channelId);
  await timeline.loadLatest();
  while (timeline.hasOlder) await timeline.loadOlder();
  expect(timeline.entries.map(({ content }) => content)).toEqual(Array.from({ length: MESSAGES }, (_, i) => `message ${i + 1}`));
  expect(timeline.gaps).toEqual([]);
});

describe('a page over 1 MiB', () => {
  let heavy: number;
  // 4,000 characters of four bytes: 66 of them are a megabyte.
  beforeAll(async () => {
    heavy = await alice.openGroup('heavy', bob);
    await Promise.all(Array.from({ length: 90 }, () => alice.write(heavy, '🏯'.repeat(4_000))));
  });

  it('loses its oldest, or with `after` its newest', async () => {
    const [first = 0, last] = await span({ limit: 90 }, heavy);
    expect(last).toBe(90);
    expect(first).toBeGreaterThan(90 - 1_048_576 / 16_000);
    expect(first).toBeLessThan(35);
    expect(await span({ startMessageSequence: 1, endMessageSequence: 90 }, heavy)).toEqual([first, last]);
    const [next, end = 0] = await span({ after: 0, limit: 90 }, heavy);
    expect(next).toBe(1);
    expect(end).toBe(90 - first + 1);
  });
});
