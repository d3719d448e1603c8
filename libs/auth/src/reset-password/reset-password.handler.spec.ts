import { EndSessions, FindAccounts, ResetPassword } from '@maru/contracts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AuthHouse, type LoggedIn, PASSWORD, refusal } from '../auth.fixture.js';

let house: AuthHouse;
let ada: LoggedIn;
beforeEach(async () => {
  house = await AuthHouse.start();
  ada = await house.arrive('ada');
});
afterEach(() => house.close());

const reset = (username: string, newPassword = 'another long passphrase') => house.service.ask(ResetPassword, { username, newPassword });
const accounts = async (ask: { username?: string; afterUserId?: number; limit?: number } = {}) =>
  (await house.service.ask(FindAccounts, { afterUserId: 0, limit: 10, ...ask })).accounts;

it('lets its owner in with the new password only, and ends all sessions of the old one', async () => {
  await house.login('ada');
  expect(await reset('ADA')).toEqual({ outcome: 'reset', endedSessions: 2 });
  expect(await house.isAlive(ada)).toBe(false);
  expect(house.closed).toContain(ada.sessionId);
  expect(refusal(await house.tryLogin('ada', PASSWORD))).toEqual([401, 'BAD_CREDENTIALS']);
  expect(await house.isAlive(await house.login('ada', 'another long passphrase'))).toBe(true);
});

it('is refused for nobody, for one who has gone, and with a password that anybody would try', async () => {
  expect(await reset('nobody')).toEqual({ outcome: 'no-account', endedSessions: 0 });
  expect(await reset('ada', 'Password123')).toEqual({ outcome: 'bad-password', endedSessions: 0 });
  expect(await house.isAlive(ada)).toBe(true);
  await house.post('/unregister', { cookie: ada.secret, body: { password: PASSWORD } });
  expect(await reset('ada')).toEqual({ outcome: 'no-account', endedSessions: 0 });
  await expect(reset('ada', 'short')).rejects.toThrow('newPassword');
});

it('finds accounts by name, and page by page, those that were given up too', async () => {
  const bob = await house.arrive('bob');
  await house.post('/unregister', { cookie: bob.secret, body: { password: PASSWORD } });
  const [first, second] = await accounts();
  expect(first).toEqual({ userId: 1, username: 'ada', createdAt: expect.any(Number), sessions: 1 });
  expect(second).toEqual({ userId: 2, username: 'bob', createdAt: expect.any(Number), unregisteredAt: expect.any(Number), sessions: 0 });
  expect((await accounts({ limit: 1 })).map(({ username }) => username)).toEqual(['ada']);
  expect((await accounts({ afterUserId: 1 })).map(({ username }) => username)).toEqual(['bob']);
  expect((await accounts({ username: 'ADA' })).map(({ userId }) => userId)).toEqual([1]);
});

it('ends all sessions of one, and of nobody else', async () => {
  const bob = await house.arrive('bob');
  expect(await house.service.ask(EndSessions, { username: 'Ada' })).toEqual({ outcome: 'ended', endedSessions: 1 });
  expect([await house.isAlive(ada), await house.isAlive(bob)]).toEqual([false, true]);
  expect(await house.service.ask(EndSessions, { username: 'nobody' })).toEqual({ outcome: 'no-account', endedSessions: 0 });
});
