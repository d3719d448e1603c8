import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuthHouse, type LoggedIn, PASSWORD, refusal } from '../auth.fixture.js';

const NEW = 'a new and better password';

describe('changing the password', () => {
  let house: AuthHouse;
  let ada: LoggedIn;
  let phone: LoggedIn;
  beforeEach(async () => {
    house = await AuthHouse.start();
    ada = await house.arrive('ada');
    phone = await house.login('ada');
  });
  afterEach(() => house.close());

  const change = (oldPassword: string, newPassword: string) =>
    house.post('/password', { cookie: ada.secret, body: { oldPassword, newPassword } });

  it('keeps this session with its tokens, and ends all others with their sockets', async () => {
    const bob = await house.arrive('bob');
    expect((await change(PASSWORD, NEW)).status).toBe(200);
    expect(house.closed).toEqual([phone.sessionId]);
    expect([await house.isAlive(ada), await house.isAlive(phone), await house.isAlive(bob)]).toEqual([true, false, true]);
    expect((await house.post('/refresh', { body: { refreshToken: ada.refreshToken } })).status).toBe(200);
    expect((await house.post('/refresh', { body: { refreshToken: phone.refreshToken } })).status).toBe(401);
    expect([(await house.tryLogin('ada')).status, (await house.tryLogin('ada', NEW)).status]).toEqual([401, 200]);
  });

  it('takes the old one', async () => {
    expect(refusal(await change('wrong password', NEW))).toEqual([403, 'BAD_CREDENTIALS']);
    expect([await house.isAlive(phone), (await house.tryLogin('ada')).status, house.closed]).toEqual([true, 200, []]);
  });

  it('takes no bad new one', async () => {
    for (const bad of ['short', 'x'.repeat(129), 'Password1']) {
      const reply = await change(PASSWORD, bad);
      expect(refusal(reply)).toEqual([400, 'INVALID_BODY']);
      expect(reply.json['detail']).toMatch(/^newPassword: /);
    }
    expect(refusal(await house.post('/password', { cookie: ada.secret }))).toEqual([400, 'INVALID_BODY']);
    expect((await house.tryLogin('ada')).status).toBe(200);
  });

  it('is done by one of two at the same time', async () => {
    const statuses = (await Promise.all([change(PASSWORD, NEW), change(PASSWORD, `${NEW}!`)])).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 403]);
  });
});
