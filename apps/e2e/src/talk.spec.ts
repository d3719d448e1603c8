import { afterAll, beforeAll, expect, it } from 'vitest';
import { unique } from './scenarios/house.js';
import { type RunningMaru, startMaru } from './running-maru.js';
import { Guest } from './guest.js';

let maru: RunningMaru;
let alice: Guest;
let bob: Guest;

beforeAll(async () => {
  maru = await startMaru();
  [alice, bob] = await Promise.all([Guest.arrive(maru.url, unique('alice')), Guest.arrive(maru.url, unique('바비'))]);
  await alice.befriend(bob);
});
afterAll(async () => {
  await Promise.all([alice, bob].map(({ client }) => client.close()));
  await maru.close();
});

it('two friends talk, and both see one order', async () => {
  const channelId = await alice.openDirect(bob);
  for (let turn = 1; turn <= 20; turn++) (turn % 2 === 0 ? alice : bob).client.send(channelId, `${turn} 안녕 👋`);
  await Promise.all([alice.sentAll(), bob.sentAll()]);
  const [mine, yours] = await Promise.all([alice.sees(channelId, 20), bob.sees(channelId, 20)]);
  expect(mine).toEqual(yours);
  expect(new Set(mine).size).toBe(20);
});

it('counts what is unread, on every device the same, until it is read', async () => {
  const channelId = await alice.openDirect(bob);
  const again = await Guest.return(bob.http, bob.name);
  alice.client.send(channelId, 'read me');
  await alice.sentAll();
  const { channels } = await bob.client.request({ type: 'FETCH_CHANNELS_REQUEST' });
  const [channel] = channels;
  expect(channel).toMatchObject({ channelId: { id: channelId }, with: alice.name, lastMessage: { content: 'read me' } });
  expect(channel?.unreadCount).toBeGreaterThan(0);
  bob.client.markRead(channelId, channel?.lastMessageSequence ?? 0);
  await expect.poll(() => again.client.channels.get(channelId)?.unreadCount).toBe(0);
  await again.client.close();
});

it('refuses with a code', async () => {
  await expect(alice.client.request({ type: 'ENTER_REQUEST', channelId: 999_999 })).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
  await expect(alice.client.request({ type: 'INVITE_REQUEST', userInviteCode: 'nonsense' })).rejects.toMatchObject({
    code: 'UNKNOWN_INVITE_CODE',
  });
});
