import { Authenticate, AUTH_PATH, TouchSession } from '@maru/contracts';
import { KeyValue } from '@maru/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuthHouse, type LoggedIn, PASSWORD, refusal } from '../auth.fixture.js';
import { EndSessions } from './end-sessions.js';
import { Sessions } from './sessions.js';

const SECOND = 1_000;

describe('a session', () => {
  let house: AuthHouse;
  let ada: LoggedIn;
  let userId: number;
  beforeEach(async () => {
    house = await AuthHouse.start({ env: { MARU_SESSION_SECONDS: '600' } });
    ada = await house.arrive('ada');
    userId = house.events[0]!.userId;
  });
  afterEach(() => house.close());

  const cookie = () => ({ cookie: ada.secret });
  const touch = (extend: boolean) => house.service.ask(TouchSession, { userId, sessionId: ada.sessionId, extend });

  it('ends so long after its last activity', async () => {
    await house.clock.advance(599 * SECOND);
    expect(await house.isAlive(ada).catch(() => 'token too old')).toBe(true);
    await house.clock.advance(599 * SECOND);
    expect((await house.get('/me', cookie())).status).toBe(200);
    await house.clock.advance(600 * SECOND);
    expect(refusal(await house.get('/me', cookie()))).toEqual([401, 'UNAUTHENTICATED']);
    expect(await touch(true)).toEqual({});
    expect(await house.service.get(Sessions).list(userId)).toEqual([]);
  });

  it('lives on by what its sockets do', async () => {
    await house.clock.advance(599 * SECOND);
    expect((await touch(true)).session).toEqual({
      userId,
      username: 'ada',
      sessionId: ada.sessionId,
      expiresAt: house.clock.now() + 600 * SECOND,
    });
    await house.clock.advance(599 * SECOND);
    expect(await house.service.ask(Authenticate, { cookie: ada.secret })).toMatchObject({ session: { sessionId: ada.sessionId } });
  });

  it('does not live on by a look at it', async () => {
    const expiresAt = house.clock.now() + 600 * SECOND;
    await house.clock.advance(599 * SECOND);
    expect((await touch(false)).session?.expiresAt).toBe(expiresAt);
    await house.clock.advance(SECOND);
    expect(await touch(false)).toEqual({});
  });

  it('is written at most once a minute', async () => {
    const lastSeenAt = async () => (await house.service.get(Sessions).list(userId))[0]?.lastSeenAt;
    const began = house.clock.now();
    await house.clock.advance(59 * SECOND);
    await house.get('/me', cookie());
    expect(await lastSeenAt()).toBe(began);
    await house.clock.advance(SECOND);
    await house.get('/me', cookie());
    expect(await lastSeenAt()).toBe(began + 60 * SECOND);
  });

  it('is not brought back by an activity that comes too late', async () => {
    const sessions = house.service.get(Sessions);
    const session = (await sessions.find({ userId, sessionId: ada.sessionId }))!;
    await house.service.get(EndSessions).end(session);
    await house.clock.advance(120 * SECOND);
    expect(await sessions.touch(session)).toBeUndefined();
    expect([await sessions.find(session), await sessions.list(userId)]).toEqual([undefined, []]);
  });

  it('keeps no secret', async () => {
    const record = await house.service.get(KeyValue).get(`auth:{${userId}}:session:${ada.sessionId}`);
    expect(record).toContain(ada.sessionId);
    expect(record).not.toContain(ada.secret);
    expect(await house.service.get(KeyValue).get(`auth:secret:{${ada.secret}}`)).toBeUndefined();
  });

  it('is listed with the others of its owner, and with nobody else’s', async () => {
    await house.register('bob');
    await house.login('bob');
    await house.clock.advance(60 * SECOND);
    const other = await house.login('ada', PASSWORD, { headers: { 'User-Agent': 'phone' } });
    const reply = await house.get('/sessions', { cookie: other.secret });
    const now = house.clock.now();
    expect(reply.json).toEqual({
      sessions: [
        { id: other.sessionId, current: true, createdAt: now, lastSeenAt: now, userAgent: 'phone' },
        { id: ada.sessionId, current: false, createdAt: now - 60 * SECOND, lastSeenAt: now - 60 * SECOND, userAgent: expect.any(String) },
      ],
    });
  });

  it('tells who it is of', async () => {
    const createdAt = house.clock.now();
    await house.clock.advance(60 * SECOND);
    const other = await house.login('ADA');
    expect((await house.get('/me', { bearer: other.accessToken })).json).toEqual({
      username: 'ada',
      sessionId: other.sessionId,
      createdAt,
    });
  });

  it('is ended by its owner, from another or by itself', async () => {
    const [other, bob] = [await house.login('ada'), await house.arrive('bob')];
    const end = (id: string, as: LoggedIn) => house.call('DELETE', `/sessions/${id}`, { cookie: as.secret });
    expect(refusal(await end(ada.sessionId, bob))).toEqual([404, 'NO_SUCH_SESSION']);
    expect(refusal(await end('nonsense', bob))).toEqual([404, 'NO_SUCH_SESSION']);
    const ended = await end(ada.sessionId, other);
    expect([ended.status, ended.text, ended.headers.get('set-cookie')]).toEqual([200, '', null]);
    expect(house.closed).toEqual([ada.sessionId]);
    expect([await house.isAlive(ada), await house.isAlive(other)]).toEqual([false, true]);
    const itself = await end(other.sessionId, other);
    expect([itself.status, itself.headers.get('set-cookie')]).toEqual([200, 'SESSION=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0']);
    expect(await house.isAlive(other)).toBe(false);
    expect(await house.isAlive(bob)).toBe(true);
  });

  it('is ended by logging out, once', async () => {
    const call = () => house.post('/logout', { ...cookie(), headers: { 'X-Forwarded-Proto': 'https' } });
    const reply = await call();
    expect([reply.status, reply.headers.get('set-cookie')]).toEqual([200, 'SESSION=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0']);
    expect([house.closed, await house.isAlive(ada)]).toEqual([[ada.sessionId], false]);
    expect(refusal(await call())).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('is logged out of without a body, whatever type it is said to have', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const response = await fetch(`${house.service.url}${AUTH_PATH}/logout`, {
      method: 'POST',
      headers: { ...headers, Cookie: `SESSION=${ada.secret}` },
    });
    expect(response.status).toBe(200);
  });

  it('is over before it is said to be', async () => {
    const order: string[] = [];
    const { delivery } = house.service.platform;
    const gateway = await delivery.attach({
      gatewayId: 'gateway',
      apply: async () => {
        await new Promise((resolve) => setImmediate(resolve));
        order.push('sockets closed');
      },
    });
    await gateway.hears({ userId });
    await house.post('/logout', cookie());
    order.push('answered');
    expect(order).toEqual(['sockets closed', 'answered']);
    await gateway.close();
  });
});
