/** From two shards to four, on servers of its own, by the way that docs/operations.md tells. Needs a build. */
import { MysqlMessageStore } from '@maru/cluster';
import { PARTITIONS } from '@maru/contracts';
import { SystemClock } from '@maru/local';
import type { MessageStore } from '@maru/ports';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { maru } from './maru-command.js';
import { OwnCluster } from './own-cluster.js';

const CHANNELS = 40;
const MESSAGES = 60;
const cluster = new OwnCluster(28_000);
const nowhere = { send: () => Promise.resolve(), deliver: () => Promise.resolve() };
const channelIds = Array.from({ length: CHANNELS }, (_, index) => index + 1);

let before: unknown;

beforeAll(async () => {
  await cluster.run('up', '--only', 'proxy', '--shards', '2');
  await withStore(async (store) => {
    for (const channelId of channelIds) await write(store, channelId, 1, MESSAGES);
    before = await allOf(store);
  });
}, 600_000);

afterAll(() => cluster.close(), 120_000);

it('moves half of the channels to new servers, begun again after a crash, and says what it has compared', async () => {
  const reshard = async () => maru(['reshard', '--from', '2'], { ...process.env, ...(await cluster.settings()) });
  await cluster.run('up', '--only', 'mysql', '--shards', '4');
  expect(await (await reshard()).ended).toMatchObject({
    code: 1,
    words: expect.stringMatching(/stop the message services and the proxies first/),
  });
  await cluster.run('down', '--only', 'proxy');
  const killed = await reshard();
  killed.child.stdout?.on('data', (text: string) => void (text.includes('shard 2: ') && killed.child.kill('SIGKILL')));
  expect((await killed.ended).code).toBeNull();
  const { code, words } = await (await reshard()).ended;
  expect(words).toMatch(/shard 2: channel_head, 0 rows written, 10 the same[^]*shard 3: message, \d+ rows written, 600 the same/);
  expect(words).toMatch(/All channels are where they belong; \d+ rows were removed/);
  expect(code).toBe(0);
  expect(await (await reshard()).ended).toMatchObject({ code: 1, words: expect.stringContaining('were moved from 2 to 4 shards before') });
}, 600_000);

it('is written on by four shards, with the next sequences', async () => {
  await cluster.run('up', '--only', 'proxy');
  await withStore(async (store) => {
    expect(await allOf(store)).toEqual(before);
    for (const channelId of channelIds) await write(store, channelId, MESSAGES + 1, MESSAGES + 2);
    const heads = await store.heads(channelIds);
    expect(new Set(heads.map(({ lastMessageSequence }) => lastMessageSequence))).toEqual(new Set([MESSAGES + 2]));
    const last = await store.lastMessages(channelIds);
    expect(last).toHaveLength(CHANNELS);
  });
}, 600_000);

async function withStore(work: (store: MessageStore) => Promise<void>): Promise<void> {
  const settings = await cluster.settings();
  const list = (name: string) => (settings[name] ?? '').split(',');
  const account = { user: settings['MARU_DATABASE_USER'] ?? '', password: settings['MARU_DATABASE_PASSWORD'] ?? '' };
  const servers = { ...account, proxies: list('MARU_MESSAGE_PROXIES'), shards: list('MARU_MESSAGE_SHARDS') };
  const store = await MysqlMessageStore.open(servers, new SystemClock(), nowhere);
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

async function write(store: MessageStore, channelId: number, first: number, last: number): Promise<void> {
  await store.write(channelId % PARTITIONS, async (unit) => {
    const sequences = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    await unit.insertMessages(
      sequences.map((messageSequence) => ({
        channelId,
        messageSequence,
        senderId: channelId + 1_000,
        username: `보라 ${channelId}`,
        content: `${messageSequence} 👋 in ${channelId} `,
        clientMessageId: `${messageSequence} `,
        chosenByClient: messageSequence % 2 === 0,
        createdAt: 1_795_219_200_000 + messageSequence,
      })),
    );
    await unit.putHeads([{ channelId, lastMessageSequence: last, direct: channelId % 5 === 0, barred: false, barVersion: 3 }]);
    await unit.putReaders([
      { userId: channelId + 1_000, username: `보라 ${channelId}`, channelId, lastReadMessageSequence: last, member: true },
    ]);
  });
}

async function allOf(store: MessageStore) {
  const all = [];
  for (const channelId of channelIds) {
    const page = { channelId, from: 1, to: MESSAGES, limit: MESSAGES, end: 'oldest' as const };
    all.push([await store.messages(page), await store.readersOf(channelId, [channelId + 1_000])]);
  }
  const heads = await store.heads(channelIds);
  return { all, heads: heads.toSorted((one, other) => one.channelId - other.channelId) };
}
