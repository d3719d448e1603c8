/** A name beside the username, and what an account chose: told at once to those whom it concerns, and to nobody else. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Device, PATIENT } from './device.js';
import { unique, useHouse } from './house.js';

const house = useHouse();
let alice: Device;
let phone: Device;
let bob: Device;
let carol: Device;
beforeAll(async () => {
  [alice, bob] = (await house.friends('alice', 'bob')) as [Device, Device];
  carol = await house.arrive('carol');
  await carol.befriend(bob);
  phone = await house.another(alice);
});

describe('a profile name', () => {
  it('is told to friends and to my own devices, and to nobody else', async () => {
    expect(await alice.http.changeProfile({ displayName: ' 앨리스 리델 ' })).toEqual({ displayName: '앨리스 리델' });
    const frame = { type: 'NOTIFY_PROFILE', username: alice.name, displayName: '앨리스 리델' };
    for (const device of [alice, phone, bob]) expect(await device.hears('NOTIFY_PROFILE', { username: alice.name })).toEqual(frame);
    await bob.http.changeProfile({ displayName: '밥' });
    // Behind alice's, on a socket that hears bob's only.
    await carol.hears('NOTIFY_PROFILE', { username: bob.name });
    expect(carol.heard('NOTIFY_PROFILE', { username: alice.name })).toEqual([]);
    expect(await alice.http.me()).toMatchObject({ username: alice.name, displayName: '앨리스 리델' });
  });

  it('is in the lists of friends, and of members who are none', async () => {
    const { connections } = await bob.ask({ type: 'FETCH_CONNECTIONS_REQUEST', status: 'ACCEPTED' });
    expect(connections.map(({ username, displayName }) => [username, displayName])).toEqual(
      expect.arrayContaining([
        [alice.name, '앨리스 리델'],
        [carol.name, undefined],
      ]),
    );
    const channelId = await bob.openGroup(unique('group'), alice, carol);
    await carol.hears('NOTIFY_JOIN', { channelId: { id: channelId } });
    await carol.client.members.load(channelId);
    expect(carol.client.profiles.names.get(alice.name)).toBe('앨리스 리델');
  });

  it('is taken back, and found so by whoever was away', async () => {
    await bob.away(() => alice.http.changeProfile({}));
    await expect.poll(() => bob.client.profiles.names.has(alice.name), PATIENT).toBe(false);
    await expect.poll(() => phone.client.profiles.names.has(alice.name), PATIENT).toBe(false);
    expect((await bob.ask({ type: 'FETCH_CONNECTIONS_REQUEST', status: 'ACCEPTED' })).connections).toContainEqual({
      username: alice.name,
      status: 'ACCEPTED',
      inviter: alice.name,
    });
  });
});

describe('quiet hours', () => {
  it('are told to all devices of the account at once', async () => {
    const quietHours = { from: '23:00', to: '07:00', timeZone: 'Asia/Seoul' };
    await alice.http.changeSettings({ quietHours });
    for (const device of [alice, phone]) expect(await device.hears('NOTIFY_SETTINGS')).toEqual({ type: 'NOTIFY_SETTINGS', quietHours });
    await phone.http.changeSettings({});
    await expect.poll(() => alice.heard('NOTIFY_SETTINGS').at(-1), PATIENT).toEqual({ type: 'NOTIFY_SETTINGS' });
    await bob.caughtUp();
    expect(bob.heard('NOTIFY_SETTINGS')).toEqual([]);
  });
});
