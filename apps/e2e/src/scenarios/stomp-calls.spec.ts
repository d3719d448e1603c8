/** The older dialect `stomp`, as its page calls it over HTTP: its facts C1 to C4. */
import { channelIdOfRoom } from '@maru/contracts';
import { waitUntil } from '@maru/testing';
import { describe, expect, it } from 'vitest';
import { Device, PASSWORD } from './device.js';
import { DIALECTS, unique, useHouse } from './house.js';
import { callOf, MailAccount, type Tokens } from './mail-account.js';

const house = useHouse(DIALECTS);
const post = (path: string, body?: unknown, headers?: Record<string, string>) =>
  callOf(house.url, 'POST', `/api/auth${path}`, body, headers);
const arrive = (word: string) => MailAccount.register(house.url, word);
const text = expect.any(String) as string;
const PUBLIC_ID = /^user_[0-9a-f]{8}$/;
const channelOf = (roomId: string) => channelIdOfRoom(roomId) ?? 0;
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sub: string; exp: number };

describe('C1: an account', () => {
  it('is made with an e-mail and a password, and has a nickname from before the @', async () => {
    const name = unique('mina');
    const { status, json } = await post('/register', { email: `${name}@example.com`, password: PASSWORD });
    expect([status, json]).toEqual([
      201,
      {
        userId: expect.stringMatching(PUBLIC_ID) as string,
        email: `${name}@example.com`,
        nickname: name,
        accessToken: null,
        refreshToken: null,
        success: true,
        message: text,
      },
    ]);
    const other = (await post('/register', { email: `${name}@example.org`, password: PASSWORD })).json as { nickname: string };
    expect(other.nickname).toMatch(new RegExp(`^${name}\\d{2,}$`));
  });

  it('is made once, however the e-mail is written', async () => {
    const { email } = await arrive('mina');
    for (const again of [email, email.toUpperCase()]) {
      const { status, json } = await post('/register', { email: again, password: PASSWORD });
      expect([status, json]).toEqual([409, expect.objectContaining({ success: false, userId: null, accessToken: null, message: text })]);
    }
    const all = await Promise.all(['1', '2', '3'].map(() => post('/register', { email: `rush-${email}`, password: PASSWORD })));
    expect(all.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409]);
  });

  it.each([
    {},
    { email: 'x@y.z' },
    { email: 'no e-mail', password: PASSWORD },
    { email: 'x@y.z', password: 'short' },
    { email: 5, password: PASSWORD },
    'no json',
    '[]',
  ])('is not made of %j', async (body) => {
    const { status, json } = await post('/register', body);
    expect([status, json]).toEqual([400, expect.objectContaining({ success: false, message: text })]);
  });

  it('is Maru’s, too: by its nickname and its password', async () => {
    const mina = await arrive('mina');
    const device = await Device.login(house.url, mina.name);
    const taken = await Device.register(house.url, mina.name).then(
      () => 'registered',
      () => 'refused',
    );
    expect(taken).toBe('refused');
    await device.close();
  });
});

describe('C2: to authenticate', () => {
  it('gives two tokens; the page reads who it is and until when off the first', async () => {
    const { email, id } = await arrive('mina');
    const before = Date.now() / 1_000;
    const { status, json } = await post('/authenticate', { email: email.toUpperCase(), password: PASSWORD });
    expect([status, json]).toEqual([200, { accessToken: text, refreshToken: text, tokenType: 'Bearer', expiresIn: 3_600 }]);
    const { sub, exp } = claimsOf((json as Tokens).accessToken);
    expect(sub).toBe(id);
    expect(Math.abs(exp - before - 3_600)).toBeLessThan(60);
  });

  it('says the same of a wrong password and of an e-mail that nobody has', async () => {
    const { email, name } = await arrive('mina');
    const wrong = await post('/authenticate', { email, password: 'wrong password' });
    const nobody = await post('/authenticate', { email: `${unique('nobody')}@example.com`, password: PASSWORD });
    expect([wrong.status, nobody.status]).toEqual([401, 401]);
    expect(wrong.json).toEqual({ message: text });
    expect(nobody.json).toEqual(wrong.json);
    expect((await post('/authenticate', { email: name, password: PASSWORD })).status).toBe(401);
    expect((await post('/authenticate', { email })).status).toBe(400);
  });
});

describe('C3: a session', () => {
  it('goes on with its refresh token, each good for one time', async () => {
    const mina = await arrive('mina');
    const first = mina.tokens.refreshToken;
    const { status, json } = await post('/refresh', { refreshToken: first });
    expect([status, json]).toEqual([200, { accessToken: text, refreshToken: text, tokenType: 'Bearer', expiresIn: 3_600 }]);
    const next = json as Tokens;
    expect([claimsOf(next.accessToken).sub, (await mina.call('GET', '/health', {}, next.accessToken)).status]).toEqual([mina.id, 200]);
    expect((await post('/refresh', { refreshToken: first })).status).toBe(401);
    expect((await post('/refresh', { refreshToken: next.refreshToken })).status).toBe(401);
  });

  it('goes on with nothing else', async () => {
    const { tokens } = await arrive('mina');
    const refused = await post('/refresh', { refreshToken: tokens.accessToken });
    expect([refused.status, refused.json]).toEqual([401, { message: text }]);
    expect((await post('/refresh', {})).status).toBe(400);
    expect((await post('/refresh', { refreshToken: tokens.refreshToken })).status).toBe(200);
  });

  it('ends with a logout, and with it its tokens', async () => {
    const mina = await arrive('mina');
    const other = await MailAccount.logIn(house.url, mina.email);
    const { status, json } = await post('/logout', undefined, { Authorization: `Bearer ${mina.tokens.accessToken}` });
    expect([status, json]).toEqual([200, { message: text }]);
    expect((await mina.call('GET', '/health')).status).toBe(401);
    expect((await post('/refresh', { refreshToken: mina.tokens.refreshToken })).status).toBe(401);
    expect((await mina.call('GET', '/health', {}, other.accessToken)).status).toBe(200);
    expect((await post('/logout')).status).toBe(200);
  });
});

describe('C4: calls', () => {
  it('are for those who have a token', async () => {
    const { tokens } = await arrive('mina');
    for (const [method, path] of [
      ['POST', '/rooms'],
      ['GET', '/users/user_00000000/rooms'],
      ['GET', '/messages/direct'],
      ['GET', '/nothing'],
    ] as const)
      for (const headers of [{}, { Authorization: 'Bearer nonsense' }, { Authorization: tokens.accessToken }] as Record<string, string>[]) {
        const refused = await callOf(house.url, method, `/api/chat${path}?x=1`, undefined, headers);
        expect([refused.status, refused.json]).toEqual([
          401,
          { status: 401, error: 'Unauthorized', message: text, path: `/api/chat${path}` },
        ]);
      }
  });

  it('make a room, which is a public channel', async () => {
    const [mina, alice] = [await arrive('mina'), await house.arrive('alice')];
    const roomName = unique('plaza');
    const { status, json } = await mina.call('POST', '/rooms', { roomName, userId: mina.id });
    expect([status, json]).toEqual([200, { roomId: expect.stringMatching(/^room_\d{13}$/) as string, roomName, createdBy: mina.id }]);
    const channelId = channelOf((json as { roomId: string }).roomId);
    const found = await alice.ask({ type: 'FETCH_PUBLIC_CHANNELS_REQUEST', query: roomName });
    expect(found.channels).toMatchObject([{ channelId: { id: channelId }, title: roomName }]);
    const [member] =
      (await alice.ask({ type: 'JOIN_REQUEST', channelId })) && (await alice.ask({ type: 'FETCH_MEMBERS_REQUEST', channelId })).members;
    expect(member).toMatchObject({ username: mina.name, role: 'OWNER' });
  });

  it('join it, leave it, and tell who is in', async () => {
    const [mina, jun] = [await arrive('mina'), await arrive('jun')];
    const roomId = await mina.makeRoom();
    const room = `/rooms/${roomId}`;
    for (let time = 0; time < 2; time++)
      expect(await jun.answered('POST', `${room}/join`, { userId: jun.id })).toEqual([200, { roomId, userId: jun.id, members: [jun.id] }]);
    for (const one of [mina, jun]) {
      expect(await one.answered('GET', `${room}/members`)).toEqual([200, [mina.id, jun.id]]);
      expect(await one.answered('GET', `/users/${one.id}/rooms`)).toEqual([200, [roomId]]);
    }
    for (let time = 0; time < 2; time++)
      expect(await jun.answered('POST', `${room}/leave`, { userId: jun.id })).toEqual([
        200,
        { roomId, userId: jun.id, message: 'Successfully left the room' },
      ]);
    expect(await mina.answered('GET', `${room}/members`)).toEqual([200, [mina.id]]);
    expect(await jun.answered('GET', `/users/${jun.id}/rooms`)).toEqual([200, []]);
  });

  it('are seen by Maru’s people: who comes to the room, and who goes', async () => {
    const [mina, alice] = [await arrive('mina'), await house.arrive('alice')];
    const channelId = channelOf(await (await arrive('jun')).makeRoom());
    await alice.ask({ type: 'JOIN_REQUEST', channelId });
    await mina.call('POST', `/rooms/room_${channelId}/join`, { userId: mina.id });
    expect(await alice.hears('NOTIFY_JOIN', { username: mina.name })).toMatchObject({ channelId: { id: channelId } });
    await mina.call('POST', `/rooms/room_${channelId}/leave`, { userId: mina.id });
    await alice.hears('NOTIFY_QUIT', { username: mina.name });
  });

  it('are refused for somebody else, of what is not there, and where something is missing', async () => {
    const [mina, jun, [alice, bea]] = [await arrive('mina'), await arrive('jun'), await house.friends('alice', 'bea')];
    const roomId = await mina.makeRoom();
    const hidden = `room_${await alice!.openGroup('hidden', bea!)}`;
    const tells = async (status: number, ...asked: Parameters<MailAccount['call']>) => {
      const error = { 400: 'Bad Request', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed' }[status];
      expect(await jun.answered(...asked)).toEqual([status, { status, error, message: text, path: `/api/chat${asked[1]}` }]);
    };
    await tells(403, 'POST', '/rooms', { roomName: 'x', userId: mina.id });
    await tells(403, 'POST', `/rooms/${roomId}/join`, { userId: mina.id });
    await tells(403, 'POST', `/rooms/${roomId}/leave`, { userId: mina.id });
    await tells(403, 'GET', `/users/${mina.id}/rooms`);
    await tells(403, 'GET', '/messages/direct', { user1: mina.id, user2: mina.id });
    for (const none of ['room_1799999999999', 'nothing', hidden]) {
      await tells(404, 'POST', `/rooms/${none}/join`, { userId: jun.id });
      await tells(404, 'GET', `/rooms/${none}/members`);
      await tells(404, 'GET', `/messages/room/${none}`);
    }
    await tells(404, 'GET', '/users/user_ffffffff/status');
    await tells(404, 'GET', '/nothing');
    await tells(405, 'GET', '/rooms');
    await tells(400, 'POST', '/rooms', { userId: jun.id });
    await tells(400, 'POST', '/rooms', { roomName: 'x' });
    await tells(400, 'POST', '/rooms', { roomName: 'x'.repeat(101), userId: jun.id });
    await tells(400, 'GET', '/messages/direct', { user1: jun.id });
    await tells(400, 'GET', `/messages/room/${roomId}`, { limit: 'many' });
  });

  it('tell who is there: of oneself, of each other, and of Maru’s people only to their friends', async () => {
    const [mina, jun, alice] = [await arrive('mina'), await arrive('jun'), await house.arrive('alice')];
    expect(await jun.answered('GET', `/users/${mina.id}/status`)).toEqual([
      200,
      { userId: mina.id, online: false, status: 'OFFLINE', server: null },
    ]);
    const device = await Device.login(house.url, mina.name);
    for (const one of [mina, jun])
      await waitUntil(async () => ((await one.call('GET', `/users/${mina.id}/status`)).json as { online: boolean }).online);
    expect(await jun.answered('GET', `/users/${mina.id}/status`)).toEqual([
      200,
      { userId: mina.id, online: true, status: 'ONLINE', server: text },
    ]);
    const roomId = await mina.makeRoom();
    await alice.ask({ type: 'JOIN_REQUEST', channelId: channelOf(roomId) });
    const [, [, aliceId]] = (await jun.answered('GET', `/rooms/${roomId}/members`)) as [number, string[]];
    expect(await jun.answered('GET', `/users/${aliceId}/status`)).toMatchObject([200, { online: false }]);
    await device.befriend(alice);
    expect(await mina.answered('GET', `/users/${aliceId}/status`)).toMatchObject([200, { online: true }]);
    await device.close();
  });

  it('tell what was said in a room, old to new, in all eleven fields', async () => {
    const [mina, alice] = [await arrive('mina'), await house.arrive('alice')];
    const roomId = await mina.makeRoom();
    expect(await mina.answered('GET', `/messages/room/${roomId}`)).toEqual([200, []]);
    await alice.ask({ type: 'JOIN_REQUEST', channelId: channelOf(roomId) });
    for (let count = 1; count <= 60; count++) await alice.write(channelOf(roomId), `m${count}`);
    const { json } = await mina.call('GET', `/messages/room/${roomId}`);
    const messages = json as Record<string, unknown>[];
    expect(messages.map(({ content }) => content)).toEqual(Array.from({ length: 50 }, (_, index) => `m${index + 11}`));
    const [, [, aliceId]] = (await mina.answered('GET', `/rooms/${roomId}/members`)) as [number, string[]];
    expect(messages[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string,
      sender: aliceId,
      receiver: null,
      content: 'm11',
      type: 'CHAT',
      roomId,
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+$/) as string,
      senderId: aliceId,
      receiverId: null,
      status: null,
      attachmentUrl: null,
    });
    const [, few] = (await mina.answered('GET', `/messages/room/${roomId}`, { limit: '2' })) as [number, unknown[]];
    expect(few).toEqual(messages.slice(-2));
  });

  it('tell two people what they wrote to each other, and nobody else', async () => {
    const [mina, jun] = [await arrive('mina'), await arrive('jun')];
    const users = { user1: jun.id, user2: mina.id };
    expect(await mina.answered('GET', '/messages/direct', users)).toEqual([200, []]);
    const [one, other] = [await Device.login(house.url, mina.name), await Device.login(house.url, jun.name)];
    await one.befriend(other);
    const channelId = await one.openDirect(other);
    await one.write(channelId, 'hello');
    await other.write(channelId, 'hi');
    const [, told] = (await mina.answered('GET', '/messages/direct', users)) as [number, Record<string, unknown>[]];
    expect(told).toMatchObject([
      { sender: mina.id, senderId: mina.id, receiver: jun.id, receiverId: jun.id, content: 'hello', roomId: null },
      { sender: jun.id, receiver: mina.id, content: 'hi', type: 'CHAT' },
    ]);
    expect((await jun.call('GET', '/messages/direct', { ...users, limit: '1' })).json).toEqual(told.slice(1));
    await Promise.all([one.close(), other.close()]);
  });

  it('may come from any page, with the headers that it asks for', async () => {
    for (const [method, path] of [
      ['POST', '/api/auth/register'],
      ['GET', '/api/chat/health'],
    ] as const) {
      const asking = {
        Origin: 'http://localhost:5173',
        'Access-Control-Request-Method': method,
        'Access-Control-Request-Headers': 'authorization,content-type',
      };
      const { status, headers } = await callOf(house.url, 'OPTIONS', path, undefined, asking);
      expect([status, ...['origin', 'credentials', 'headers'].map((name) => headers.get(`access-control-allow-${name}`))]).toEqual([
        200,
        'http://localhost:5173',
        'true',
        'authorization,content-type',
      ]);
      const called = await callOf(house.url, method, path, undefined, { Origin: 'http://localhost:5173' });
      expect(called.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    }
  });
});
