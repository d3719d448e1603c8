import { AdmitGuest, FindAccounts, ResetPassword } from '@maru/contracts';
import { UnitOfWork } from '@maru/ports';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AuthHouse, PASSWORD, refusal } from '../auth.fixture.js';

let house: AuthHouse;
beforeEach(async () => {
  house = await AuthHouse.start({ limits: { guestsPerMinute: 20 } });
});
afterEach(() => house.close());

const admit = (name: string, wish: 'enter' | 'make' | 'find' = 'enter', address = '192.0.2.1') =>
  house.service.ask(AdmitGuest, { name, wish, address });

describe('a guest', () => {
  it('has the name that he uses, once and for all', async () => {
    const first = await admit('John Smith 🙂');
    expect(first).toEqual({ guest: { userId: expect.any(Number) as number, username: 'John Smith 🙂' } });
    expect(await admit('John Smith 🙂')).toEqual(first);
    expect(await admit('John Smith 🙂', 'find')).toEqual(first);
    expect(await admit('John Smith 🙂', 'make')).toEqual({ refused: 'TAKEN' });
    expect(await admit('john smith 🙂')).not.toEqual(first);
  });

  it('is not made by being looked for', async () => {
    expect(await admit('jo', 'find')).toEqual({ refused: 'UNKNOWN' });
    expect(await admit('jo', 'make')).toHaveProperty('guest');
  });

  it('is one, however many come with a new name at the same time', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => admit('mina')));
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(1);
    const made = await Promise.all(Array.from({ length: 8 }, () => admit('minsu', 'make')));
    expect(made.filter((one) => 'guest' in one)).toHaveLength(1);
  });

  it('never has an account’s name, nor one that looks like it, also when the account is given up', async () => {
    const { secret } = await house.arrive('Alice');
    for (const name of ['alice', 'ALICE', ' alice', 'ali\u200bce', 'ａｌｉｃｅ'])
      expect(await admit(name)).toEqual({ refused: 'OF_AN_ACCOUNT' });
    expect((await house.post('/unregister', { body: { password: PASSWORD }, cookie: secret })).status).toBe(200);
    expect(await admit('alice')).toEqual({ refused: 'OF_AN_ACCOUNT' });
    expect(await admit('alice2')).toHaveProperty('guest');
  });

  it('keeps his name from accounts', async () => {
    await admit('Bob');
    expect(refusal(await house.register('bob'))).toEqual([409, 'USERNAME_TAKEN']);
    await admit('c\u200barol ');
    expect(refusal(await house.register('CAROL'))).toEqual([409, 'USERNAME_TAKEN']);
    expect((await house.register('dave')).status).toBe(200);
  });

  it('or an account has a name that both want at the same moment, and not both', async () => {
    const units = house.service.get(UnitOfWork);
    const run = units.run.bind(units);
    const begin = Promise.withResolvers<void>();
    let waiting = 0;
    units.run = async (work) => {
      waiting++;
      await begin.promise;
      return await run(work);
    };
    const both = Promise.all([house.register('erin'), admit('erin')]);
    await vi.waitFor(() => expect(waiting).toBe(2), 10_000);
    // Each has looked, and found the name free.
    begin.resolve();
    const [registered, admitted] = await both;
    expect([registered.status === 200, 'guest' in admitted].filter(Boolean)).toHaveLength(1);
    expect([registered.status === 409, 'refused' in admitted && admitted.refused === 'OF_AN_ACCOUNT'].filter(Boolean)).toHaveLength(1);
  });

  it('never logs in, and is no account to an operator', async () => {
    await admit('Bob');
    await house.register('dave');
    for (const name of ['Bob', 'bob']) expect(refusal(await house.tryLogin(name))).toEqual([401, 'BAD_CREDENTIALS']);
    expect(await house.service.ask(ResetPassword, { username: 'Bob', newPassword: PASSWORD })).toMatchObject({ outcome: 'no-account' });
    const { accounts } = await house.service.ask(FindAccounts, { afterUserId: 0, limit: 10 });
    expect(accounts.map(({ username }) => username)).toEqual(['dave']);
    expect(house.events.map(({ username }) => username)).toEqual(['dave']);
  });

  it.each(['', 'x'.repeat(51), 'a\0b'])('is not called %j', async (name) => expect(await admit(name)).toEqual({ refused: 'BAD_NAME' }));

  it('has a new name as often as his address may have one', async () => {
    for (let count = 0; count < 20; count++) await admit(`guest ${count}`);
    expect(await admit('one more')).toEqual({ refused: 'RATE_LIMITED', retryAfterMs: expect.any(Number) as number });
    expect(await admit('guest 3')).toHaveProperty('guest');
    expect(await admit('one more', 'enter', '192.0.2.2')).toHaveProperty('guest');
  });
});
