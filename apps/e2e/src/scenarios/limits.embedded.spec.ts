/** 2.6: what is bounded, with bounds that are small enough to be met. Settings of its own, so embedded only. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Device, PATIENT } from './device.js';
import { unique, useEmbedded } from './house.js';

const house = useEmbedded({
  MARU_LIMIT_CHANNEL_MEMBERS: '3',
  MARU_LIMIT_CONNECTIONS: '3',
  MARU_LIMIT_CHANNELS: '4',
  MARU_LIMIT_SOCKETS: '2',
  MARU_LIMIT_MESSAGES_PER_MINUTE: '120',
  MARU_LIMIT_MESSAGES_BURST: '5',
  MARU_LIMIT_SIGNALS_PER_MINUTE: '30',
  MARU_LIMIT_REFUSALS_IN_A_ROW: '20',
});
const TOO_MANY_SOCKETS = 4509;
const RATE_LIMITED = 4008;
let alice: Device;
let bob: Device;
let carol: Device;
beforeAll(async () => {
  [alice, bob, carol] = (await house.friends('alice', 'bob', 'carol')) as [Device, Device, Device];
});

describe('connections', () => {
  it('are refused to the acceptor where either side is full, and the invitation waits', async () => {
    const [dan, eve] = [await house.arrive('dan'), await house.arrive('eve')];
    await dan.befriend(alice);
    const { inviteCode } = await eve.ask({ type: 'FETCH_USER_INVITE_CODE_REQUEST' });
    await alice.ask({ type: 'INVITE_REQUEST', userInviteCode: inviteCode });
    const accept = () => eve.ask({ type: 'ACCEPT_REQUEST', username: alice.name });
    await expect(accept()).rejects.toMatchObject({ code: 'CONNECTION_LIMIT', retryable: false });
    expect((await alice.ask({ type: 'FETCH_CONNECTIONS_REQUEST', status: 'PENDING' })).connections).toMatchObject([{ username: eve.name }]);
    await alice.ask({ type: 'DISCONNECT_REQUEST', username: dan.name });
    expect(await accept()).toMatchObject({ username: alice.name });
    expect((await alice.ask({ type: 'FETCH_CONNECTIONS_REQUEST', status: 'ACCEPTED' })).connections).toHaveLength(3);
  });
});

describe('a channel', () => {
  it('that is full takes nobody more until somebody goes', async () => {
    const channelId = await alice.openGroup(unique('full'), bob, carol);
    const { inviteCode } = await alice.ask({ type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId });
    const fay = await house.arrive('fay');
    await expect(fay.ask({ type: 'JOIN_REQUEST', inviteCode })).rejects.toMatchObject({ code: 'CHANNEL_FULL' });
    await carol.ask({ type: 'QUIT_REQUEST', channelId });
    await fay.ask({ type: 'JOIN_REQUEST', inviteCode });
    expect((await fay.channel(channelId))?.headCount).toBe(3);
    await alice.ask({ type: 'QUIT_REQUEST', channelId });
    await bob.ask({ type: 'QUIT_REQUEST', channelId });
  });

  it('takes no more than fit, though all come at once', async () => {
    const crowd = await Promise.all(['gil', 'hal', 'ida', 'jan'].map((word) => house.arrive(word)));
    const channelId = await alice.openGroup(unique('rush'), bob);
    const { inviteCode } = await alice.ask({ type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId });
    const joins = await Promise.allSettled(crowd.map((person) => person.ask({ type: 'JOIN_REQUEST', inviteCode })));
    expect(joins.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await alice.ask({ type: 'FETCH_MEMBERS_REQUEST', channelId })).members).toHaveLength(3);
    for (const device of [alice, bob]) await device.ask({ type: 'QUIT_REQUEST', channelId });
  });

  it('is one too many for whoever is in as many as are allowed', async () => {
    const opened: number[] = [];
    for (let i = 0; i < 4; i++) opened.push(await bob.openGroup(unique('one more'), carol));
    await expect(bob.openGroup(unique('too many'), alice)).rejects.toMatchObject({ code: 'CHANNEL_LIMIT' });
    await expect(alice.openGroup(unique('too many'), carol)).rejects.toMatchObject({ code: 'CHANNEL_LIMIT' });
    await expect(alice.openDirect(bob)).rejects.toMatchObject({ code: 'CHANNEL_LIMIT' });
    await bob.ask({ type: 'QUIT_REQUEST', channelId: opened[0] ?? 0 });
    await alice.openDirect(bob);
  });
});

it('a socket too many is closed with 4509, without a HELLO, and the others live on', async () => {
  const phone = await house.another(carol);
  await expect(house.another(carol)).rejects.toMatchObject({ code: 'CLOSED' });
  const tablet = await openSocket(await carol.http.socketUrl());
  expect(tablet).toEqual({ code: TOO_MANY_SOCKETS, heard: [] });
  for (const device of [carol, phone]) await device.caughtUp();
  await phone.close();
  await expect.poll(async () => (await openSocket(await carol.http.socketUrl(), true)).heard.length, PATIENT).toBe(1);
});

describe('a bucket', () => {
  let channelId: number;
  beforeAll(async () => {
    channelId = await alice.openDirect(bob);
  });

  it('of messages is the user’s; when it is empty, the frame has no effect and says when to come again', async () => {
    const phone = await house.another(alice);
    const writes = Array.from({ length: 9 }, (_, i) => (i % 2 === 0 ? alice : phone).write(channelId, `${i}`));
    const outcomes = await Promise.allSettled(writes);
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(refused.length).toBeGreaterThanOrEqual(2);
    for (const error of refused) {
      expect(error).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
      expect((error as { retryAfterMs: number }).retryAfterMs).toBeLessThanOrEqual(1_000);
    }
    expect((await bob.channel(channelId))?.lastMessageSequence).toBe(9 - refused.length);
    await phone.close();
  });

  it('is waited out by the SDK: all is sent, in its order', async () => {
    const from = (await bob.channel(channelId))?.lastMessageSequence ?? 0;
    for (let i = 0; i < 8; i++) alice.client.send(channelId, `patient ${i}`);
    await expect.poll(() => alice.client.outbox.length, { timeout: 15_000 }).toBe(0);
    expect((await bob.history(channelId, from + 1, from + 8)).map(({ content }) => content)).toEqual(
      Array.from({ length: 8 }, (_, i) => `patient ${i}`),
    );
  });

  it('that is overrun again and again closes the socket with 4008', async () => {
    const signal = (times: number) => {
      for (let i = 0; i < times; i++) bob.wire.say({ type: 'READ_MESSAGE_ACK', channelId, messageSequence: 1 });
    };
    signal(30);
    // Refusals wait for their turn: from here on there is nobody before them.
    await bob.channel(channelId);
    signal(30);
    await expect.poll(() => bob.wire.closes, PATIENT).toContain(RATE_LIMITED);
    const refused = bob.heard('ERROR', { code: 'RATE_LIMITED', messageType: 'READ_MESSAGE_ACK' });
    expect(refused.length).toBeGreaterThanOrEqual(19);
    await bob.client.whenLive();
  });
});

/** Until it is closed, or greeted. */
function openSocket(url: string, leave = false): Promise<{ code: number; heard: unknown[] }> {
  const heard: unknown[] = [];
  return new Promise((resolve) => {
    const socket = new WebSocket(url, 'maru.1');
    socket.addEventListener('message', ({ data }) => {
      heard.push(data);
      if (leave) socket.close();
    });
    socket.addEventListener('close', ({ code }) => resolve({ code, heard }));
  });
}
