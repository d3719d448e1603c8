/** A house that was lived in, copied from its folder into a cluster, by an operator whose machine does not last. Needs a build. */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MaruHttp } from '@maru/client';
import { startEmbedded, waitUntil } from '@maru/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Guest } from '../guest.js';
import { emptyDatabases } from './databases.js';
import { maru, type Running } from './maru-command.js';
import { servicesDown, servicesUp } from './services.js';

const NAMES = ['alice', '보라', 'chloé'];
const ODD = [
  'it\'s \\ "quoted" `so` %s; DROP TABLE message; --',
  ' spaces  ',
  '👩‍👩‍👧‍👦🇰🇷',
  'e\u0301 é ﷺ \u202eabc',
  'line\nline\ttab',
  '𝔘𝔫𝔦 \u{10ffff}',
  '0',
  'null',
];
const MESSAGES = 1_200;
const AT_ONCE = 100;

let data: string;
let direct: number;
let group: number;
let last: number;
let before: unknown[];

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'maru-move-'));
  await emptyDatabases();
  const house = await startEmbedded({ data, env: { MARU_LIMITS: 'relaxed' } });
  const guests = await Promise.all(NAMES.map((name) => Guest.arrive(house.url, name)));
  const [alice, bora, chloe] = guests as [Guest, Guest, Guest];
  await alice.befriend(bora);
  await chloe.befriend(alice);
  direct = await alice.openDirect(bora);
  group = (await alice.client.request({ type: 'CREATE_REQUEST', title: '점심 🍜', participantUsernames: ['chloé'] })).channelId.id;
  // The last id that was given belongs to a channel that is gone.
  last = (await bora.client.request({ type: 'CREATE_REQUEST', title: 'gone', participantUsernames: ['alice'] })).channelId.id;
  for (const { client } of [alice, bora]) await client.request({ type: 'QUIT_REQUEST', channelId: last });
  for (let turn = 0; turn < MESSAGES; turn++) {
    const text = turn % 10 === 0 ? (ODD[(turn / 10) % ODD.length] ?? '') : `${turn} 안녕 👋 ${'x'.repeat(turn % 300)}`;
    if (turn % 3 === 0) chloe.client.send(group, text);
    else (turn % 2 === 0 ? alice : bora).client.send(direct, text);
    if (turn % AT_ONCE === 0) for (const guest of guests) await guest.sentAll();
  }
  for (const guest of guests) await guest.sentAll();
  for (const [guest, channelId, upTo] of [
    [alice, group, 100],
    [bora, direct, 333],
  ] as const) {
    const hasRead = async () => {
      // So far as he has heard it.
      guest.client.markRead(channelId, upTo);
      return (await channelOf(guest, channelId)).lastReadMessageSequence >= upTo;
    };
    await waitUntil(hasRead, { what: `the pointer of ${guest.name}` });
  }
  before = await Promise.all(guests.map(seenBy));
  for (const { client } of guests) await client.close();
  await house.stop();
}, 600_000);

afterAll(async () => {
  await servicesDown();
  rmSync(data, { recursive: true, force: true });
}, 120_000);

it('is moved by whoever begins again where the last one was killed, and is all there', async () => {
  const move = () => maru(['migrate', '--from', data, '--to', 'cluster']);
  expect(await killedAt(move(), 'auth.message_user')).toContain('auth.message_user: ');
  expect(await killedAt(move(), 'channel.channel_user')).toContain('going on');
  expect(await killedAt(move(), 'message.message')).toContain('going on');
  const { code, words } = await move().ended;
  expect(words).toMatch(/going on[^]*auth\.message_user: 0 rows[^]*Verified: \d+ rows in all, and 2 channels with messages/);
  expect(code).toBe(0);
  const again = await move().ended;
  expect(again).toMatchObject({ code: 1, words: expect.stringMatching(/^maru: This house was copied there completely/) });
}, 600_000);

it('is lived in as before: the same channels, messages and pointers, and what is new comes behind', async () => {
  const url = await servicesUp();
  const guests = await Promise.all(NAMES.map((name) => Guest.return(new MaruHttp(url), name)));
  expect(await Promise.all(guests.map(seenBy))).toEqual(before);
  const [alice, bora] = guests as [Guest, Guest, Guest];
  const { lastMessageSequence } = await channelOf(alice, direct);
  alice.client.send(direct, 'in the new house');
  await alice.sentAll();
  await waitUntil(async () => (await channelOf(bora, direct)).lastMessageSequence === lastMessageSequence + 1, {
    what: 'the next sequence',
  });
  const made = await alice.client.request({ type: 'CREATE_REQUEST', title: 'new', participantUsernames: ['보라'] });
  expect(made.channelId.id).toBe(last + 1);
  for (const { client } of guests) await client.close();
}, 600_000);

it('does not move where processes run, nor where somebody lives', async () => {
  const running = await maru(['migrate', '--from', data, '--to', 'cluster']).ended;
  expect(running).toMatchObject({ code: 1, words: expect.stringMatching(/^maru: Others use the cluster's databases \(.*auth/) });
  await servicesDown();
  const other = await startEmbedded();
  await other.stop();
  const taken = await maru(['migrate', '--from', other.data, '--to', 'cluster']).ended;
  expect(taken).toMatchObject({ code: 1, words: expect.stringMatching(/^maru: The cluster is not empty \(auth\.message_user, /) });
  await other.close();
}, 600_000);

/** What one person sees of the whole. */
async function seenBy({ client }: Guest) {
  const { channels } = await client.request({ type: 'FETCH_CHANNELS_REQUEST' });
  const seen = [];
  for (const channel of channels.toSorted((one, other) => one.channelId.id - other.channelId.id)) {
    const messages = [];
    for (let after = 0; after < channel.lastMessageSequence;) {
      const page = await client.request({ type: 'FETCH_MESSAGES_REQUEST', channelId: channel.channelId.id, after, limit: 100 });
      messages.push(...page.messages);
      after = page.messages.at(-1)?.messageSequence ?? channel.lastMessageSequence;
    }
    seen.push({ channel, messages });
  }
  return seen;
}

async function channelOf({ client }: Guest, channelId: number) {
  const { channels } = await client.request({ type: 'FETCH_CHANNELS_REQUEST' });
  const found = channels.find((channel) => channel.channelId.id === channelId);
  if (!found) throw new Error(`no channel ${channelId}`);
  return found;
}

/** Ends it as a power cut would, once it has printed this. */
async function killedAt({ child, ended }: Running, word: string): Promise<string> {
  child.stdout?.on('data', (text: string) => void (text.includes(word) && child.kill('SIGKILL')));
  return (await ended).words;
}
