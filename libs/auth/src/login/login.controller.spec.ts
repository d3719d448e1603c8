import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuthHouse, cookieOf, PASSWORD, refusal } from '../auth.fixture.js';
import { Sessions } from '../sessions/sessions.js';
import { Users } from '../users.js';
import { LoginHandler } from './login.handler.js';

const MANY = { loginsPerMinute: 1_000, loginsPerAccountPerMinute: 1_000, loginsPerAccountPerHour: 1_000 };

describe('login', () => {
  let house: AuthHouse;
  beforeAll(async () => {
    house = await AuthHouse.start({ limits: MANY });
    await house.register('Ada');
  });
  afterAll(() => house.close());

  it('answers older clients with the secret as text, and as a cookie', async () => {
    const reply = await house.tryLogin('Ada');
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(reply.text).toMatch(/^[\w-]{22,}$/);
    expect(reply.headers.get('set-cookie')).toBe(`SESSION=${reply.text}; Path=/; HttpOnly; SameSite=Lax`);
    expect(reply.headers.get('cache-control')).toBe('no-store');
  });

  it('answers with JSON who names it', async () => {
    const reply = await house.tryLogin('Ada', PASSWORD, { headers: { Accept: 'application/json' } });
    const text = expect.any(String);
    expect(reply.json).toEqual({ sessionId: text, username: 'Ada', accessToken: text, refreshToken: text, expiresIn: 900 });
    expect(reply.headers.get('set-cookie')).toMatch(/^SESSION=/);
    expect(Object.values(reply.json)).not.toContain(cookieOf(reply));
  });

  it('marks the cookie as secure behind TLS', async () => {
    const reply = await house.tryLogin('Ada', PASSWORD, { headers: { 'X-Forwarded-Proto': 'https' } });
    expect(reply.headers.get('set-cookie')).toMatch(/; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
  });

  it('makes a new session each time', async () => {
    const [one, other] = [await house.login('Ada'), await house.login('ADA')];
    expect(one.sessionId).not.toBe(other.sessionId);
    expect([await house.isAlive(one), await house.isAlive(other)]).toEqual([true, true]);
  });

  it('says the same of a wrong password and of a name that nobody has', async () => {
    const answers = [await house.tryLogin('Ada', 'wrong password'), await house.tryLogin('nobody'), await house.tryLogin('not a name!')];
    const bodies = answers.map(({ status, json: { requestId, ...rest } }) => ({ status, rest, hasId: typeof requestId }));
    expect(bodies[0]).toEqual({
      status: 401,
      rest: { type: 'about:blank', title: 'Unauthorized', status: 401, code: 'BAD_CREDENTIALS', detail: 'Wrong username or password.' },
      hasId: 'string',
    });
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual(bodies[0]);
    const names = answers.map(({ headers }) => [...headers.keys()].join());
    expect(new Set(names).size).toBe(1);
  });

  it('hashes for nobody, too', async () => {
    const took = async (name: string) => {
      const began = performance.now();
      await house.tryLogin(name, 'wrong password');
      return performance.now() - began;
    };
    const times = { ada: 0, nobody: 0 };
    // The fastest of some: the rest of the machine only makes it slower. A call without a hashing would take a tenth.
    for (let round = 0; round < 8; round++) {
      const [ada, nobody] = [await took('Ada'), await took('nobody')];
      times.ada = round === 0 ? ada : Math.min(times.ada, ada);
      times.nobody = round === 0 ? nobody : Math.min(times.nobody, nobody);
    }
    expect(times.nobody).toBeGreaterThan(times.ada / 3);
  });

  it('takes nothing from the address', async () => {
    const reply = await house.post(`/login?username=Ada&password=${encodeURIComponent(PASSWORD)}`, {
      body: { username: '', password: '' },
    });
    expect(refusal(reply)).toEqual([401, 'BAD_CREDENTIALS']);
    expect(refusal(await house.post('/login', { body: { username: 'Ada' } }))).toEqual([400, 'INVALID_BODY']);
    expect(refusal(await house.post('/login'))).toEqual([400, 'INVALID_BODY']);
  });

  it('keeps the first 200 characters of the user agent', async () => {
    const { secret } = await house.login('Ada', PASSWORD, { headers: { 'User-Agent': `maru/${'x'.repeat(300)}` } });
    const { sessions } = (await house.get('/sessions', { cookie: secret })).json as { sessions: { current: boolean; userAgent: string }[] };
    expect(sessions.find(({ current }) => current)?.userAgent).toBe(`maru/${'x'.repeat(195)}`);
  });

  it('gives no session where the password was changed meanwhile', async () => {
    await house.register('eve');
    const checked = (await house.service.get(Users).findByName('eve'))!;
    const { secret } = await house.login('eve');
    await house.post('/password', { cookie: secret, body: { oldPassword: PASSWORD, newPassword: 'another password' } });
    await expect(house.service.get(LoginHandler).handle(checked, '')).rejects.toMatchObject({ code: 'BAD_CREDENTIALS' });
    expect(await house.service.get(Sessions).list(checked.userId)).toHaveLength(1);
  });

  it('answers 503 when too many wait for a hashing', async () => {
    const busy = await AuthHouse.start({ env: { MARU_HASHING_PARALLEL: '1', MARU_HASHING_QUEUE: '1' }, limits: MANY });
    const replies = await Promise.all(Array.from({ length: 12 }, () => busy.tryLogin('nobody')));
    await busy.close();
    const refused = replies.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(0);
    for (const reply of refused) expect([...refusal(reply), reply.headers.get('retry-after')]).toEqual([503, 'BUSY', '1']);
    expect(replies.every(({ status }) => status === 503 || status === 401)).toBe(true);
  });

  it('is counted by what came of it', async () => {
    const metrics = await (await fetch(`${house.service.url}/metrics`)).text();
    expect(metrics).toMatch(/maru_logins_total\{outcome="let_in"\} \d+/);
    expect(metrics).toMatch(/maru_logins_total\{outcome="bad_credentials"\} \d+/);
  });
});
