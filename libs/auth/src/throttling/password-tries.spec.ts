import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuthHouse, PASSWORD, refusal, type Reply } from '../auth.fixture.js';

const HOME = '192.0.2.1';
const MINUTE = 60_000;

describe('tries of a password', () => {
  let house: AuthHouse;
  beforeEach(async () => {
    house = await AuthHouse.start({ limits: { registersPerMinute: 1_000 } });
    await house.register('ada', PASSWORD, HOME);
  });
  afterEach(() => house.close());

  const wrong = (from: string, username = 'ada') => house.tryLogin(username, 'wrong password', { from });
  const right = (from: string) => house.tryLogin('ada', PASSWORD, { from });
  const outcome = (replies: Reply[], status: number) => replies.filter((reply) => reply.status === status).length;

  async function attack(addresses: string[], username = 'ada'): Promise<Reply[]> {
    const replies: Reply[] = [];
    for (const address of addresses) replies.push(await wrong(address, username));
    return replies;
  }
  const many = (count: number) => Array.from({ length: count }, (_, index) => `10.1.${index >> 8}.${index & 255}`);

  it('are 10 a minute from one address', async () => {
    const replies = await attack(Array.from({ length: 11 }, () => HOME));
    expect(outcome(replies, 401)).toBe(10);
    expect([...refusal(replies[10]!), replies[10]!.headers.get('retry-after')]).toEqual([429, 'RATE_LIMITED', '6']);
    expect((await right('192.0.2.2')).status).toBe(200);
    await house.clock.advance(6_000);
    expect((await right(HOME)).status).toBe(200);
  });

  it('are 30 a minute from one address for all accounts together', async () => {
    const replies: Reply[] = [];
    for (let call = 0; call < 31; call++) replies.push(await wrong(HOME, `nobody${call % 4}`));
    expect([outcome(replies, 401), outcome(replies, 429)]).toEqual([30, 1]);
  });

  it('count an IPv6 line as one address', async () => {
    const replies = await attack(Array.from({ length: 11 }, (_, index) => `2001:db8:1:2::${index}`));
    expect(outcome(replies, 401)).toBe(10);
  });

  it('are 100 an hour from a thousand addresses, and the owner gets in where he has been', async () => {
    let tried = 0;
    for (let minute = 0; minute < 60; minute += 6) {
      tried += outcome(await attack(many(100)), 401);
      await house.clock.advance(6 * MINUTE);
    }
    expect(tried).toBeGreaterThan(50);
    expect(tried).toBeLessThanOrEqual(100);
    expect(refusal(await right('10.2.0.1'))[0]).toBe(200);
    await attack(many(100));
    expect(refusal(await right('10.2.0.2'))).toEqual([429, 'RATE_LIMITED']);
    for (const known of [HOME, '10.2.0.1']) expect((await right(known)).status).toBe(200);
  });

  it('are counted alike for a name that nobody has', async () => {
    const [ada, nobody] = [await attack(many(60)), await attack(many(60), 'nobody')];
    const seen = (replies: Reply[]) => replies.map((reply) => [...refusal(reply), reply.headers.get('retry-after')].join());
    expect(seen(nobody)).toEqual(seen(ada));
    expect(outcome(ada, 429)).toBe(10);
  });

  it('are 100 an hour where the owner has been, too', async () => {
    let tried = 0;
    for (let minute = 0; minute < 60; minute++) {
      tried += outcome(await attack([HOME, HOME, HOME, HOME]), 401);
      await house.clock.advance(MINUTE);
    }
    expect(tried).toBeGreaterThan(50);
    expect(tried).toBeLessThanOrEqual(100);
  });

  it('know a place where a living session has been', async () => {
    const { secret, refreshToken } = await house.login('ada', PASSWORD, { from: HOME });
    await attack(many(60));
    await house.post('/ticket', { cookie: secret, from: '10.3.0.1' });
    await house.post('/refresh', { body: { refreshToken }, from: '10.3.0.2' });
    expect([(await right('10.3.0.1')).status, (await right('10.3.0.2')).status]).toEqual([200, 200]);
    expect((await right('10.3.0.3')).status).toBe(429);
  });

  it('are counted inside a session, each for itself', async () => {
    const [thief, owner] = [await house.login('ada'), await house.login('ada')];
    const change = (cookie: string, oldPassword: string) =>
      house.post('/password', { cookie, body: { oldPassword, newPassword: 'another password' } });
    const replies: Reply[] = [];
    for (let call = 0; call < 11; call++) replies.push(await change(thief.secret, 'wrong password'));
    expect([outcome(replies, 403), outcome(replies, 429)]).toEqual([10, 1]);
    expect((await change(owner.secret, PASSWORD)).status).toBe(200);
  });
});
