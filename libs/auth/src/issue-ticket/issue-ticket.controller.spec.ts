import { Authenticate } from '@maru/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuthHouse, type LoggedIn, refusal } from '../auth.fixture.js';

describe('a ticket', () => {
  let house: AuthHouse;
  let ada: LoggedIn;
  beforeEach(async () => {
    house = await AuthHouse.start();
    ada = await house.arrive('ada');
  });
  afterEach(() => house.close());

  const show = async (shown: { ticket?: string; bearer?: string; cookie?: string }) =>
    (await house.service.ask(Authenticate, shown)).session?.sessionId;
  const issue = async () => String((await house.post('/ticket', { cookie: ada.secret })).json['ticket']);

  it('opens one socket, in 30 seconds', async () => {
    const reply = await house.post('/ticket', { bearer: ada.accessToken });
    expect(reply.json).toEqual({ ticket: expect.stringMatching(/^[\w-]{22,}$/), expiresIn: 30 });
    const ticket = await issue();
    await house.clock.advance(29_999);
    expect([await show({ ticket }), await show({ ticket })]).toEqual([ada.sessionId, undefined]);
    const late = await issue();
    await house.clock.advance(30_000);
    expect(await show({ ticket: late })).toBeUndefined();
  });

  it('is got by one of many who show it', async () => {
    const ticket = await issue();
    const seen = await Promise.all(Array.from({ length: 5 }, () => show({ ticket })));
    expect(seen.filter((sessionId) => sessionId !== undefined)).toHaveLength(1);
  });

  it('ends with its session', async () => {
    const ticket = await issue();
    await house.post('/logout', { cookie: ada.secret });
    expect(await show({ ticket })).toBeUndefined();
  });

  it('comes before a token, which comes before a cookie; what comes first must be good', async () => {
    const [bearer, cookie] = [ada.accessToken, ada.secret];
    expect(await show({ ticket: 'bad', bearer, cookie })).toBeUndefined();
    expect(await show({ ticket: '', bearer, cookie })).toBeUndefined();
    expect(await show({ bearer: 'bad', cookie })).toBeUndefined();
    expect(await show({ bearer, cookie: 'bad' })).toBe(ada.sessionId);
    expect(await show({ cookie })).toBe(ada.sessionId);
    expect(await show({})).toBeUndefined();
  });

  it('is no credential for calls', async () => {
    const ticket = await issue();
    expect((await house.get(`/me?ticket=${ticket}`)).status).toBe(401);
    expect((await house.get('/me', { bearer: ticket })).status).toBe(401);
    expect(await show({ ticket })).toBe(ada.sessionId);
  });

  it('is given 60 times a minute to one address', async () => {
    for (let call = 0; call < 60; call++) await house.post('/ticket', { cookie: ada.secret, from: '192.0.2.1' });
    expect(refusal(await house.post('/ticket', { cookie: ada.secret, from: '192.0.2.1' }))).toEqual([429, 'RATE_LIMITED']);
    expect((await house.post('/ticket', { cookie: ada.secret, from: '192.0.2.2' })).status).toBe(200);
  });
});
