import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuthHouse, type LoggedIn, refusal } from '../auth.fixture.js';
import { RefreshTokens } from '../tokens/refresh-tokens.js';

const DAY = 86_400_000;

describe('refresh', () => {
  let house: AuthHouse;
  let ada: LoggedIn;
  beforeEach(async () => {
    house = await AuthHouse.start();
    ada = await house.arrive('ada');
  });
  afterEach(() => house.close());

  const refresh = (refreshToken: string) => house.post('/refresh', { body: { refreshToken } });
  const tokenOf = ({ json }: { json: Record<string, unknown> }, name: 'accessToken' | 'refreshToken') => String(json[name]);

  it('gives two new tokens, each of them good', async () => {
    const reply = await refresh(ada.refreshToken);
    expect(reply.json).toEqual({ accessToken: expect.any(String), refreshToken: expect.any(String), expiresIn: 900 });
    expect([tokenOf(reply, 'accessToken'), tokenOf(reply, 'refreshToken')]).not.toEqual([ada.accessToken, ada.refreshToken]);
    expect((await house.get('/me', { bearer: tokenOf(reply, 'accessToken') })).status).toBe(200);
    expect((await refresh(tokenOf(reply, 'refreshToken'))).status).toBe(200);
  });

  it('ends the session, and closes its sockets, when a token comes again', async () => {
    const next = await refresh(ada.refreshToken);
    expect(refusal(await refresh(ada.refreshToken))).toEqual([401, 'REFRESH_REUSED']);
    expect(house.closed).toEqual([ada.sessionId]);
    expect(await house.isAlive(ada)).toBe(false);
    expect((await house.get('/me', { bearer: tokenOf(next, 'accessToken') })).status).toBe(401);
    expect(refusal(await refresh(tokenOf(next, 'refreshToken')))).toEqual([401, 'INVALID_REFRESH_TOKEN']);
    expect(refusal(await refresh(ada.refreshToken))).toEqual([401, 'REFRESH_REUSED']);
  });

  it('lets one of those who use a token at the same time win', async () => {
    const replies = await Promise.all(Array.from({ length: 5 }, () => refresh(ada.refreshToken)));
    const outcomes = replies.map((reply) => (reply.status === 200 ? '200' : String(reply.json['code']))).toSorted();
    expect(outcomes).toEqual(['200', 'REFRESH_REUSED', 'REFRESH_REUSED', 'REFRESH_REUSED', 'REFRESH_REUSED']);
    expect(await house.isAlive(ada)).toBe(false);
  });

  it('gives a token one successor, also where both have seen it unused', async () => {
    const tokens = house.service.get(RefreshTokens);
    const found = (await tokens.find(ada.refreshToken))!;
    const successors = await Promise.all([tokens.rotate(found, found), tokens.rotate(found, found)]);
    expect(successors.filter((successor) => successor !== undefined)).toHaveLength(1);
  });

  it('leaves other sessions alone', async () => {
    const other = await house.login('ada');
    await refresh(ada.refreshToken);
    await refresh(ada.refreshToken);
    expect(await house.isAlive(other)).toBe(true);
    expect((await refresh(other.refreshToken)).status).toBe(200);
  });

  it('refuses what is no token, and the tokens of a session that has ended', async () => {
    for (const token of ['', 'x', ada.accessToken, ada.secret])
      expect(refusal(await refresh(token))).toEqual([401, 'INVALID_REFRESH_TOKEN']);
    await house.post('/logout', { bearer: ada.accessToken });
    expect(refusal(await refresh(ada.refreshToken))).toEqual([401, 'INVALID_REFRESH_TOKEN']);
    expect(refusal(await house.post('/refresh', { body: {} }))).toEqual([400, 'INVALID_BODY']);
  });

  it('is activity, and a token is as good as its session', async () => {
    await house.clock.advance(29 * DAY);
    const second = await refresh(ada.refreshToken);
    await house.clock.advance(29 * DAY);
    // By the cookie alone.
    expect((await house.get('/me', { cookie: ada.secret })).status).toBe(200);
    await house.clock.advance(29 * DAY);
    expect((await refresh(tokenOf(second, 'refreshToken'))).status).toBe(200);
    await house.clock.advance(30 * DAY);
    expect((await refresh(tokenOf(second, 'refreshToken'))).status).toBe(401);
    expect((await house.get('/me', { cookie: ada.secret })).status).toBe(401);
  });

  it('is what an access token needs after 900 seconds', async () => {
    await house.clock.advance(899_000);
    expect((await house.get('/me', { bearer: ada.accessToken })).status).toBe(200);
    await house.clock.advance(1_000);
    expect(refusal(await house.get('/me', { bearer: ada.accessToken }))).toEqual([401, 'UNAUTHENTICATED']);
    expect((await refresh(ada.refreshToken)).status).toBe(200);
  });
});
