import {
  LogInByMail,
  LogOutByMail,
  publicUserId,
  RefreshByMail,
  RegisterByMail,
  Authenticate,
  ExportAuthData,
  FindPeople,
} from '@maru/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuthHouse, PASSWORD } from '../auth.fixture.js';

const address = '203.0.113.7';
const email = 'Mina.Kim@Example.com';
let house: AuthHouse;
const start = async (...[options]: Parameters<typeof AuthHouse.start>) => (house = await AuthHouse.start(options));
const register = (mail = email, password = PASSWORD, from = address) =>
  house.service.ask(RegisterByMail, { email: mail, password, address: from });
const logIn = (mail = email, password = PASSWORD, from = address) =>
  house.service.ask(LogInByMail, { email: mail, password, userAgent: 'a page', address: from });
const refused = (status: number) => ({ refused: expect.objectContaining({ status }) as unknown });
async function tokens() {
  const answer = await logIn();
  if ('refused' in answer) throw new Error(answer.refused.message);
  return answer.tokens;
}
const sessionOf = async (bearer: string) => (await house.service.ask(Authenticate, { bearer })).session;

describe('accounts by e-mail', () => {
  beforeEach(async () => void (await start()));
  afterEach(() => house.close());

  it('are accounts, which all services hear of', async () => {
    const made = await register();
    expect(made).toEqual({ userId: expect.any(Number) as number, username: 'Mina.Kim', email });
    await house.hears('UserRegistered', 'Mina.Kim');
    const { userId } = made as { userId: number };
    await house.register('ada');
    const ada = await house.login('ada');
    const other = (await sessionOf(ada.accessToken))?.userId ?? 0;
    expect(await house.service.ask(FindPeople, { userIds: [userId, other, 99] })).toEqual({
      people: [
        { userId, username: 'Mina.Kim', byMail: true },
        { userId: other, username: 'ada', byMail: false },
      ],
    });
    expect((await house.service.ask(ExportAuthData, { userId, username: 'Mina.Kim' })).records['mail_account']).toEqual([{ email }]);
  });

  it('take no name that somebody has', async () => {
    await house.register('mina.kim');
    expect(await register()).toMatchObject({ username: expect.stringMatching(/^Mina\.Kim\d\d$/) as string });
    expect(await register(email.toLowerCase())).toEqual(refused(409));
  });

  it('are one of those who come with one e-mail at the same time', async () => {
    const made = await Promise.all([register(), register(), register('mina.kim@example.org')]);
    expect(made.filter((answer) => 'refused' in answer)).toEqual([refused(409)]);
  });

  it('give tokens that name the user in the older way, for an hour', async () => {
    const { userId } = (await register()) as { userId: number };
    const { accessToken, expiresIn } = await tokens();
    const { sub, exp, iat } = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
    expect([sub, Number(exp) - Number(iat), expiresIn]).toEqual([publicUserId(userId), 3_600, 3_600]);
    expect(await sessionOf(accessToken)).toMatchObject({ userId, username: 'Mina.Kim' });
    await house.clock.advance(3_599_000);
    expect(await sessionOf(accessToken)).toBeDefined();
    await house.clock.advance(2_000);
    expect(await sessionOf(accessToken)).toBeUndefined();
  });

  it('log in to Maru itself by their name, and by no e-mail', async () => {
    await register();
    expect(await house.isAlive(await house.login('mina.kim'))).toBe(true);
    expect((await house.tryLogin(email)).status).toBe(401);
    expect(await logIn('mina.kim')).toEqual(refused(401));
  });

  it('go on with refresh tokens, which work once, and end with a logout', async () => {
    await register();
    const first = await tokens();
    const next = await house.service.ask(RefreshByMail, { refreshToken: first.refreshToken, address });
    if ('refused' in next) throw new Error(next.refused.message);
    expect(await sessionOf(next.tokens.accessToken)).toBeDefined();
    expect(await house.service.ask(RefreshByMail, { refreshToken: next.tokens.accessToken, address })).toEqual(refused(401));
    await house.service.ask(LogOutByMail, { bearer: next.tokens.accessToken });
    expect(await sessionOf(first.accessToken)).toBeUndefined();
    expect(await house.service.ask(RefreshByMail, { refreshToken: next.tokens.refreshToken, address })).toEqual(refused(401));
    const other = await tokens();
    await house.service.ask(LogOutByMail, { refreshToken: other.refreshToken, bearer: 'nonsense' });
    expect(await sessionOf(other.accessToken)).toBeUndefined();
    expect(house.closed).toHaveLength(2);
  });

  it('are free again when their owner has left, but for the name', async () => {
    const { userId } = (await register()) as { userId: number };
    const { accessToken } = await tokens();
    expect((await house.post('/unregister', { bearer: accessToken, body: { password: PASSWORD } })).status).toBe(200);
    expect(await house.service.ask(FindPeople, { userIds: [userId] })).toEqual({ people: [] });
    expect(await logIn()).toEqual(refused(401));
    expect(await register()).toMatchObject({ username: expect.stringMatching(/^Mina\.Kim\d\d$/) as string });
  });

  it.each([
    ['no e-mail', PASSWORD],
    [email, 'short'],
    [email, 'x'.repeat(129)],
    [email, '\ud800'.repeat(8)],
  ])('are not made of %j and %j', async (mail, password) => {
    expect(await register(mail, password)).toEqual(refused(400));
  });
});

describe('tries', () => {
  afterEach(() => house.close());

  it('are counted by account, whichever of its names is used, and by address', async () => {
    await start({ limits: { loginsPerAccountPerMinute: 3, loginsPerMinute: 100 } });
    await register();
    for (let count = 0; count < 2; count++) expect(await logIn(email, 'wrong password')).toEqual(refused(401));
    expect((await house.tryLogin('mina.kim', 'wrong password', { from: address })).status).toBe(401);
    expect(await logIn()).toEqual({
      refused: { status: 429, message: expect.any(String) as string, retryAfterMs: expect.any(Number) as number },
    });
    expect((await logIn(email, PASSWORD, '198.51.100.1')) as object).toHaveProperty('tokens');
  });

  it('are counted alike where nobody has the e-mail', async () => {
    await start({ limits: { loginsPerAccountPerMinute: 2, loginsPerMinute: 100 } });
    const nobody = 'nobody@example.com';
    expect([await logIn(nobody), await logIn(nobody), await logIn(nobody)]).toEqual([refused(401), refused(401), refused(429)]);
  });

  it('to register are counted by address', async () => {
    await start({ limits: { registersPerMinute: 1 } });
    expect([await register(), await register('other@example.com'), await register('third@example.com', PASSWORD, '198.51.100.1')]).toEqual([
      expect.objectContaining({ email }),
      refused(429),
      expect.objectContaining({ username: 'third' }),
    ]);
  });
});
