/** Who is away is told once, of the newest of each channel, unless it was read or silenced. With the settings of a webhook, so embedded only. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Device } from './device.js';
import { unique, useEmbedded } from './house.js';
import { Webhook } from './webhook.js';

const DELAY_MS = 700;
const webhook = await Webhook.listen();
const house = useEmbedded({
  MARU_PUSH_NOTIFIER: 'webhook',
  MARU_PUSH_WEBHOOK_URL: webhook.url,
  MARU_PUSH_DELAY_MS: String(DELAY_MS),
  MARU_PUSH_RETRY_MS: '50',
});
let alice: Device;
let bob: Device;
let carol: Device;
let channelId: number;
let silenced: number;
let mentioned: number;
beforeAll(async () => {
  [alice, bob, carol] = (await house.friends('alice', 'bob', 'carol')) as [Device, Device, Device];
  silenced = await alice.openGroup('silenced', bob, carol);
  mentioned = await alice.openGroup('mentioned', bob, carol);
  await bob.ask({ type: 'SET_NOTIFY_REQUEST', channelId: silenced, notify: 'NONE' });
  await bob.ask({ type: 'SET_NOTIFY_REQUEST', channelId: mentioned, notify: 'MENTIONS' });
  await alice.ask({ type: 'FETCH_PRESENCE_REQUEST', usernames: [bob.name, carol.name] });
  for (const device of [bob, carol]) device.wire.leave();
  for (const device of [bob, carol]) await alice.hears('NOTIFY_PRESENCE', { username: device.name, online: false });
});
afterAll(() => webhook.close());
beforeEach(async () => {
  channelId = await alice.openGroup(unique('push'), bob, carol);
});

/** A later message elsewhere has been told of: what is due before it has been, too. */
async function laterTold(person: Device): Promise<void> {
  const later = await alice.openGroup(unique('later'), person);
  await alice.write(later, 'later');
  await webhook.takes(person, later);
}

it('one call tells of a message, with who wrote it where', async () => {
  await alice.write(channelId, 'is anybody there? 👀');
  const told = await webhook.takes(bob, channelId);
  const { title } = (await alice.channel(channelId)) ?? {};
  expect(told).toMatchObject({ messageSequence: 1, count: 1, title, body: `${alice.name}: is anybody there? 👀` });
  await webhook.takes(carol, channelId);
  await laterTold(bob);
  expect(webhook.of(bob, channelId)).toHaveLength(1);
  expect(webhook.of(alice, channelId)).toEqual([]);
});

it('messages in quick succession are one call, for the newest', async () => {
  for (let i = 1; i <= 5; i++) await alice.write(channelId, `line ${i}`);
  expect(await webhook.takes(bob, channelId)).toMatchObject({ messageSequence: 5, count: 5, body: `${alice.name}: line 5` });
  await laterTold(bob);
  expect(webhook.of(bob, channelId)).toHaveLength(1);
});

it('nobody is told who silenced the channel', async () => {
  await alice.write(silenced, 'quiet, please');
  await webhook.takes(carol, silenced);
  await laterTold(bob);
  expect(webhook.of(bob, silenced)).toEqual([]);
});

it('who wants to hear of nothing but his name is told only of that', async () => {
  await alice.write(mentioned, 'of no interest');
  await webhook.takes(carol, mentioned);
  await laterTold(bob);
  expect(webhook.of(bob, mentioned)).toEqual([]);
  const messageSequence = await alice.write(mentioned, `@${bob.name} of some`);
  expect(await webhook.takes(bob, mentioned)).toMatchObject({ messageSequence, body: `${alice.name}: @${bob.name} of some` });
});

it('a call that fails is made again, and is the same notification', async () => {
  await laterTold(bob);
  const calls = webhook.keys.length;
  const mine = await alice.openGroup(unique('retried'), bob);
  webhook.refuse(2);
  await alice.write(mine, 'once more');
  expect(await webhook.takes(bob, mine)).toMatchObject({ messageSequence: 1, count: 1 });
  const keys = webhook.keys.slice(calls);
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
  await laterTold(bob);
  expect(webhook.of(bob, mine)).toHaveLength(1);
});

it('nothing is told twice or lost when the process dies before it is told, or after', async () => {
  await alice.write(channelId, 'told');
  await webhook.takes(bob, channelId);
  const waiting = await alice.openGroup(unique('waiting'), bob);
  await alice.write(waiting, 'not told yet');
  await house.maru().kill('SIGKILL');
  await house.maru().start();
  await alice.client.whenLive();
  expect(await webhook.takes(bob, waiting)).toMatchObject({ messageSequence: 1, count: 1 });
  await laterTold(bob);
  for (const channel of [channelId, waiting]) expect(webhook.of(bob, channel)).toHaveLength(1);
});

it('nobody is told who reads it elsewhere in time, or who is there', async () => {
  await alice.write(channelId, 'read in time');
  carol.wire.return();
  carol.client.wake();
  await carol.client.whenLive();
  carol.wire.say({ type: 'READ_MESSAGE_ACK', channelId, messageSequence: 1 });
  expect(await carol.channel(channelId)).toMatchObject({ unreadCount: 0 });
  await alice.write(channelId, 'she is there');
  await carol.hears('NOTIFY_MESSAGE', { channelId: { id: channelId }, messageSequence: 2 });
  await webhook.takes(bob, channelId);
  await laterTold(bob);
  expect(webhook.of(carol, channelId)).toEqual([]);
});
