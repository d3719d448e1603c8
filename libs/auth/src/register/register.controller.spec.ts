import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuthHouse, PASSWORD, refusal } from '../auth.fixture.js';
import { Users } from '../users.js';

describe('register', () => {
  let house: AuthHouse;
  beforeEach(async () => {
    house = await AuthHouse.start({ limits: { registersPerMinute: 20 } });
  });
  afterEach(() => house.close());

  it('makes an account and tells of it, and gives no session', async () => {
    const reply = await house.register('Ada');
    expect([reply.status, reply.json, reply.headers.get('set-cookie')]).toEqual([200, { username: 'Ada' }, null]);
    expect(house.events).toMatchObject([{ type: 'UserRegistered', username: 'Ada', at: house.clock.now() }]);
    const user = await house.service.get(Users).findByName('Ada');
    expect(user?.userId).toBe(house.events[0]?.userId);
  });

  it('keeps a hash with what OWASP asks for', async () => {
    await house.register('ada');
    const user = await house.service.get(Users).findByName('ada');
    expect(user?.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('takes a name once, however it is spelled', async () => {
    await house.register('Jos\u00e9');
    for (const name of ['Jos\u00e9', 'jose\u0301', 'JOS\u00c9'])
      expect(refusal(await house.register(name))).toEqual([409, 'USERNAME_TAKEN']);
    expect(house.events).toHaveLength(1);
  });

  it('shows a name in NFC', async () => {
    expect((await house.register('jose\u0301')).json).toEqual({ username: 'jos\u00e9' });
  });

  it('gives a name to one of those who ask for it at the same time', async () => {
    const replies = await Promise.all(['ada', 'Ada', 'ADA', 'aDa'].map((name) => house.register(name)));
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409]);
    expect(house.events).toHaveLength(1);
  });

  it.each(['a', 'a'.repeat(33), 'a b', 'a@b', ''])('refuses the name "%s"', async (name) => {
    expect(refusal(await house.register(name))).toEqual([400, 'INVALID_BODY']);
  });

  it.each(['7 chars', 'x'.repeat(129), 'password', 'QwertyUiop', '🙂'.repeat(7)])('refuses the password "%s"', async (password) => {
    const reply = await house.register('ada', password);
    expect(refusal(reply)).toEqual([400, 'INVALID_BODY']);
    expect(reply.json['detail']).toMatch(/^password: /);
  });

  it.each(['8 chars.', ' '.repeat(7) + 'x', '🙂'.repeat(128), 'x'.repeat(128)])('takes the password "%s" as it is', async (password) => {
    expect((await house.register('ada', password)).status).toBe(200);
    expect((await house.tryLogin('ada', password)).status).toBe(200);
    expect(refusal(await house.tryLogin('ada', `${password} `))).toEqual([401, 'BAD_CREDENTIALS']);
  });

  it('is refused without a body, or with a bad one', async () => {
    expect(refusal(await house.post('/register'))).toEqual([400, 'INVALID_BODY']);
    expect(refusal(await house.post('/register', { body: { username: 'ada', password: null } }))).toEqual([400, 'INVALID_BODY']);
    expect(refusal(await house.post('/register', { body: [] }))).toEqual([400, 'INVALID_BODY']);
    expect(refusal(await house.post('/register', { body: {}, headers: { 'Content-Type': 'text/plain' } }))).toEqual([
      415,
      'UNSUPPORTED_TYPE',
    ]);
    expect(refusal(await house.register('ada', 'x'.repeat(70_000)))).toEqual([413, 'TOO_LARGE']);
  });

  it('is counted by address, bad calls too', async () => {
    for (let call = 0; call < 20; call++) expect((await house.post('/register', { body: {}, from: '192.0.2.1' })).status).toBe(400);
    const refused = await house.register('ada', PASSWORD, '192.0.2.1');
    expect([...refusal(refused), refused.headers.get('retry-after')]).toEqual([429, 'RATE_LIMITED', '3']);
    expect((await house.register('ada', PASSWORD, '192.0.2.2')).status).toBe(200);
    await house.clock.advance(3_000);
    expect((await house.register('bob', PASSWORD, '192.0.2.1')).status).toBe(200);
  });
});
