import { ExportAuthData } from '@maru/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuthHouse, type LoggedIn, PASSWORD, refusal } from '../auth.fixture.js';
import { RefreshTokens } from '../tokens/refresh-tokens.js';
import { Users } from '../users.js';

const FIVE_MINUTES = 300_000;

describe('unregister', () => {
  let house: AuthHouse;
  let ada: LoggedIn;
  beforeEach(async () => {
    house = await AuthHouse.start();
    ada = await house.arrive('Ada');
  });
  afterEach(() => house.close());

  const unregister = (body?: object) => house.post('/unregister', { cookie: ada.secret, ...(body === undefined ? {} : { body }) });

  it('ends the account with all that opens it, and tells of it', async () => {
    const phone = await house.login('Ada');
    const reply = await unregister({ password: PASSWORD });
    expect([reply.status, reply.headers.get('set-cookie')]).toEqual([200, 'SESSION=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0']);
    expect(house.closed.toSorted()).toEqual([ada.sessionId, phone.sessionId].toSorted());
    expect([await house.isAlive(ada), await house.isAlive(phone)]).toEqual([false, false]);
    expect(await house.service.get(Users).findByName('ada')).toMatchObject({ password: null, unregisteredAt: house.clock.now() });
    expect(await house.service.get(RefreshTokens).find(phone.refreshToken)).toBeNull();
    await house.hears('UserUnregistered', 'Ada');
    expect(house.events.map(({ type, username }) => [type, username])).toEqual([
      ['UserRegistered', 'Ada'],
      ['UserUnregistered', 'Ada'],
    ]);
  });

  it('never gives the name out again', async () => {
    await unregister();
    expect(refusal(await house.tryLogin('Ada'))).toEqual([401, 'BAD_CREDENTIALS']);
    expect(refusal(await house.register('ADA'))).toEqual([409, 'USERNAME_TAKEN']);
  });

  it('needs no password within five minutes of the login', async () => {
    await house.clock.advance(FIVE_MINUTES);
    expect((await unregister()).status).toBe(200);
  });

  it('needs it later', async () => {
    await house.clock.advance(FIVE_MINUTES + 1);
    for (const body of [undefined, {}, { password: 'wrong password' }, { password: '' }])
      expect(refusal(await unregister(body))).toEqual([403, 'BAD_CREDENTIALS']);
    expect(await house.isAlive(ada)).toBe(true);
    expect((await unregister({ password: PASSWORD })).status).toBe(200);
  });

  it('takes no wrong one at any time', async () => {
    expect(refusal(await unregister({ password: 'wrong password' }))).toEqual([403, 'BAD_CREDENTIALS']);
    expect(refusal(await unregister({ password: 7 }))).toEqual([400, 'INVALID_BODY']);
    expect([await house.isAlive(ada), house.closed]).toEqual([true, []]);
  });

  it('is told once, however often it is asked for at the same time', async () => {
    await Promise.all([unregister(), unregister(), unregister()]);
    await house.hears('UserUnregistered', 'Ada');
    expect(house.events.filter(({ type }) => type === 'UserUnregistered')).toHaveLength(1);
  });

  it('leaves nothing to export but the name', async () => {
    const { userId } = house.events[0]!;
    const before = await house.service.ask(ExportAuthData, { userId, username: 'Ada' });
    expect(before).toMatchObject({
      service: 'auth',
      records: { message_user: [{ username: 'Ada' }], session: [{ sessionId: ada.sessionId }] },
    });
    for (const secret of [ada.secret, ada.refreshToken, '$argon2id']) expect(JSON.stringify(before)).not.toContain(secret);
    await unregister();
    expect((await house.service.ask(ExportAuthData, { userId, username: 'Ada' })).records['session']).toEqual([]);
  });
});
