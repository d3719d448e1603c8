/** Section 1 and promise 6: what ends a session ends its sockets, with 4500, and nothing is heard on them once that is answered. */
import { MaruHttp } from '@maru/client';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Device, PASSWORD, PATIENT } from './device.js';
import { unique, useHouse } from './house.js';

const SESSION_ENDED = 4500;
const house = useHouse();
let alice: Device;
let bob: Device;
beforeAll(async () => {
  [alice, bob] = (await house.friends('alice', 'bob')) as [Device, Device];
});

/** The ending is answered: from now on the socket is deaf, whatever happens. */
async function expectEnded(device: Device, channelId: number): Promise<void> {
  const heard = device.wire.heard.length;
  await alice.write(channelId, 'after the end');
  await expect.poll(() => device.wire.closes, PATIENT).toEqual([SESSION_ENDED]);
  expect(device.wire.heard.slice(heard)).toEqual([]);
  expect(device.client.state).toEqual({ name: 'ended', reason: 'session-ended' });
  await expect(device.ask({ type: 'KEEP_ALIVE' })).rejects.toMatchObject({ code: 'CLOSED' });
}

describe('a session ends', () => {
  let phone: Device;
  let channelId: number;
  beforeEach(async () => {
    phone = await house.another(bob);
    channelId = await alice.openDirect(bob);
  });

  it('by logout, and the others go on', async () => {
    await phone.http.logout();
    await expectEnded(phone, channelId);
    await bob.write(channelId, 'still here');
    await expect(phone.http.me()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('from another device, by its public id', async () => {
    const sessions = await bob.http.sessions();
    expect(sessions.filter(({ current }) => current).map(({ id }) => id)).toEqual([bob.http.session?.sessionId]);
    const { sessionId = '' } = phone.http.session ?? {};
    expect(sessions.map(({ id }) => id)).toContain(sessionId);
    await expect(alice.http.endSession(sessionId)).rejects.toMatchObject({ code: 'NO_SUCH_SESSION' });
    await phone.caughtUp();
    await bob.http.endSession(sessionId);
    await expectEnded(phone, channelId);
    expect((await bob.http.sessions()).map(({ id }) => id)).not.toContain(sessionId);
    await expect(bob.http.endSession(sessionId)).rejects.toMatchObject({ code: 'NO_SUCH_SESSION' });
  });

  it('by a change of the password, but for the session that changed it', async () => {
    const password = 'another password for a guest';
    await expect(bob.http.changePassword('not the old one', password)).rejects.toMatchObject({ code: 'BAD_CREDENTIALS', status: 403 });
    await phone.caughtUp();
    const tablet = await house.another(bob);
    await bob.http.changePassword(PASSWORD, password);
    for (const device of [phone, tablet]) await expectEnded(device, channelId);
    await bob.write(channelId, 'still here');
    expect(await bob.http.sessions()).toHaveLength(1);
    await expect(bob.another()).rejects.toMatchObject({ code: 'BAD_CREDENTIALS' });
    await bob.http.changePassword(password, PASSWORD);
  });

  it('with tickets that were not used yet', async () => {
    const url = await phone.http.socketUrl();
    await phone.http.logout();
    const socket = new WebSocket(url, 'maru.1');
    const opened = await new Promise((resolve) => {
      socket.addEventListener('open', () => resolve(true));
      socket.addEventListener('error', () => resolve(false));
    });
    expect(opened).toBe(false);
  });
});

describe('whoever unregisters', () => {
  let carol: Device;
  let phone: Device;
  let group: number;
  let direct: number;
  beforeAll(async () => {
    carol = await house.arrive('carol');
    phone = await house.another(carol);
    await carol.befriend(alice);
    await carol.befriend(bob);
    group = await carol.openGroup(unique('left behind'), bob, alice);
    direct = await alice.openDirect(carol);
    await carol.write(group, 'remember me');
    await carol.write(direct, 'and me');
    await carol.http.unregister(PASSWORD);
  });

  it('is gone on every device, and cannot come back', async () => {
    for (const device of [carol, phone]) await expect.poll(() => device.wire.closes, PATIENT).toEqual([SESSION_ENDED]);
    const http = new MaruHttp(house.url);
    await expect(http.login(carol.name, PASSWORD)).rejects.toMatchObject({ code: 'BAD_CREDENTIALS' });
    await expect(http.register(carol.name.toUpperCase(), PASSWORD)).rejects.toMatchObject({ code: 'USERNAME_TAKEN' });
  });

  it('leaves her channels, to the longest member where they were hers', async () => {
    for (const device of [alice, bob]) {
      await device.hears('NOTIFY_QUIT', { channelId: { id: group }, username: carol.name });
      await device.hears('NOTIFY_ROLE', { channelId: { id: group }, username: bob.name, role: 'OWNER' });
    }
    expect((await alice.channel(group))?.headCount).toBe(2);
    const { members } = await alice.ask({ type: 'FETCH_MEMBERS_REQUEST', channelId: group });
    expect(members.map(({ username, role }) => [username, role])).toEqual([
      [bob.name, 'OWNER'],
      [alice.name, 'MEMBER'],
    ]);
  });

  it('parts with her friends, whose direct channel stays to be read', async () => {
    for (const device of [alice, bob]) {
      await device.hears('NOTIFY_DISCONNECT', { username: carol.name });
      const { connections } = await device.ask({ type: 'FETCH_CONNECTIONS_REQUEST', status: 'DISCONNECTED' });
      expect(connections.map(({ username }) => username)).toContain(carol.name);
    }
    expect(await alice.channel(direct)).toMatchObject({ with: carol.name, headCount: 2, lastMessage: { content: 'and me' } });
    await expect(alice.write(direct, 'are you there?')).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
  });

  it('leaves her messages under her name', async () => {
    expect(await bob.history(group)).toMatchObject([{ username: carol.name, content: 'remember me' }]);
    expect(await alice.history(direct)).toMatchObject([{ username: carol.name, content: 'and me' }]);
  });
});
