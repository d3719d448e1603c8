/** 2.2 TYPING and FETCH_PRESENCE_REQUEST: who is there, and who is about to say something. */
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Device, PATIENT } from './device.js';
import { unique, useHouse } from './house.js';

const OFFLINE_AFTER_MS = 5_000;
const TYPING_EVERY_MS = 3_000;
const house = useHouse();
let alice: Device;
let bob: Device;
let carol: Device;
beforeAll(async () => {
  [alice, bob, carol] = (await house.friends('alice', 'bob', 'carol')) as [Device, Device, Device];
});

describe('presence', () => {
  const follow = async (...people: readonly { name: string }[]) =>
    (await alice.ask({ type: 'FETCH_PRESENCE_REQUEST', usernames: people.map(({ name }) => name) })).presences;

  it('is told of friends and oneself, and of nobody else', async () => {
    const stranger = await house.arrive('stranger');
    const presences = await follow(bob, stranger, { name: 'nobody' }, alice, { name: carol.name.toUpperCase() });
    expect(new Map(presences.map(({ username, online }) => [username, online]))).toEqual(
      new Map([alice, bob, carol].map(({ name }) => [name, true])),
    );
    const many = Array.from({ length: 129 }, (_, i) => ({ name: `nobody${i}` }));
    await expect(follow(...many)).rejects.toMatchObject({ code: 'INVALID_FIELD' });
    expect(await follow(...many.slice(1))).toEqual([]);
  });

  it('changes to offline five seconds after the last socket, and to online at once', async () => {
    const [dan, eve] = [await house.arrive('dan'), await house.arrive('eve')];
    for (const device of [dan, eve]) await device.befriend(alice);
    const phone = await house.another(dan);
    await follow(dan);
    alice.forget();
    phone.wire.leave();
    eve.wire.leave();
    await dan.caughtUp();
    const gone = Date.now();
    dan.wire.leave();
    const offline = await alice.hears('NOTIFY_PRESENCE', { username: dan.name });
    expect(offline).toMatchObject({ online: false });
    expect(Date.now() - gone).toBeGreaterThan(OFFLINE_AFTER_MS - 500);
    expect(Math.abs((offline.lastSeenAt ?? 0) - gone)).toBeLessThan(OFFLINE_AFTER_MS);
    expect(await follow(dan)).toMatchObject([{ online: false, lastSeenAt: offline.lastSeenAt }]);

    phone.wire.return();
    phone.client.wake();
    expect(await alice.hears('NOTIFY_PRESENCE', { username: dan.name, online: true })).not.toHaveProperty('lastSeenAt');
    // She does not follow eve, who went at the same time.
    expect(alice.heard('NOTIFY_PRESENCE').map(({ username }) => username)).toEqual([dan.name, dan.name]);
    expect(await follow(eve)).toMatchObject([{ online: false }]);
  });

  it('does not flicker when a socket breaks and comes back, and is not told of one who is no friend any more', async () => {
    const [fay, guy] = [await house.arrive('fay'), await house.arrive('guy')];
    for (const device of [fay, guy]) await device.befriend(alice);
    await follow(bob, fay, guy);
    await guy.ask({ type: 'DISCONNECT_REQUEST', username: alice.name });
    alice.forget();
    bob.wire.cut();
    await bob.client.whenLive();
    guy.wire.leave();
    fay.wire.leave();
    await alice.hears('NOTIFY_PRESENCE', { username: fay.name, online: false });
    expect(alice.heard('NOTIFY_PRESENCE').map(({ username }) => username)).toEqual([fay.name]);
  });
});

describe('typing', () => {
  let channelId: number;
  beforeEach(async () => {
    channelId = await alice.openGroup(unique('typing'), bob, carol);
    for (const device of [alice, bob]) await device.ask({ type: 'ENTER_REQUEST', channelId });
    for (const device of [alice, bob, carol]) device.forget();
  });
  const type = (device: Device) => device.wire.say({ type: 'TYPING', channelId });

  it('is heard by those who are in the channel now, and never by the typist', async () => {
    const phone = await house.another(alice);
    await phone.ask({ type: 'ENTER_REQUEST', channelId });
    type(alice);
    expect(await bob.hears('NOTIFY_TYPING')).toEqual({ type: 'NOTIFY_TYPING', channelId: { id: channelId }, username: alice.name });
    await expect.poll(() => bob.client.typists(channelId), PATIENT).toEqual([alice.name]);
    await bob.write(channelId, 'all of you');
    for (const device of [alice, carol, phone]) {
      await device.hears('NOTIFY_MESSAGE', { channelId: { id: channelId } });
      await device.caughtUp();
      expect(device.heard('NOTIFY_TYPING')).toEqual([]);
    }
  });

  it('is told once in three seconds of each person', async () => {
    const from = performance.now();
    for (let i = 0; i < 20; i++) for (const device of [alice, bob]) type(device);
    await bob.hears('NOTIFY_TYPING', { username: alice.name });
    await alice.hears('NOTIFY_TYPING', { username: bob.name });
    await Promise.all([alice, bob].map((device) => device.caughtUp()));
    expect([bob.heard('NOTIFY_TYPING').length, alice.heard('NOTIFY_TYPING').length]).toEqual([1, 1]);
    for (; bob.heard('NOTIFY_TYPING').length < 2; await wait(50)) type(alice);
    expect(performance.now() - from).toBeGreaterThan(TYPING_EVERY_MS - 100);
  });

  it('is no word in a channel that one is not in', async () => {
    const stranger = await house.arrive('stranger');
    stranger.wire.say({ type: 'TYPING', requestId: 'type', channelId });
    expect(await stranger.hears('ERROR', { requestId: 'type' })).toMatchObject({ code: 'NOT_A_MEMBER', messageType: 'TYPING' });
  });
});
