import { ExportAuthData, FindProfiles } from '@maru/contracts';
import { waitUntil } from '@maru/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuthHouse, type LoggedIn, refusal } from '../auth.fixture.js';

describe('a profile', () => {
  let house: AuthHouse;
  let ada: LoggedIn;
  beforeEach(async () => {
    house = await AuthHouse.start({ limits: { profilesPerMinute: 10 } });
    ada = await house.arrive('ada');
  });
  afterEach(() => house.close());

  const change = (body: unknown) => house.post('/profile', { cookie: ada.secret, body });
  const me = async () => (await house.get('/me', { cookie: ada.secret })).json['displayName'];
  const userId = () => house.events[0]!.userId;
  const found = async () => (await house.service.ask(FindProfiles, { userIds: [userId(), 999] })).profiles;
  const told = () => house.events.flatMap((event) => (event.type === 'ProfileChanged' ? [event.displayName] : []));

  it('has no name at first, and then the one that was given last, of which others hear', async () => {
    expect([await me(), await found()]).toEqual([undefined, []]);
    const reply = await change({ displayName: '  에이다 러브레이스 👩‍💻 '.normalize('NFD') });
    expect([reply.status, reply.json]).toEqual([200, { displayName: '에이다 러브레이스 👩‍💻' }]);
    await change({ displayName: 'Ada' });
    expect([await me(), await found()]).toEqual(['Ada', [{ userId: userId(), displayName: 'Ada' }]]);
    expect((await change({ displayName: ' ' })).json).toEqual({});
    expect([await me(), await found()]).toEqual([undefined, []]);
    await change({ displayName: 'Ada again' });
    await change({});
    expect(await found()).toEqual([]);
    await waitUntil(() => told().length === 5);
    expect(told()).toEqual(['에이다 러브레이스 👩‍💻', 'Ada', undefined, 'Ada again', undefined]);
  });

  it('takes no name that is too long, or that nobody can see or store', async () => {
    const bad = ['x'.repeat(41), 'a\u0000b', 'a\nb', 'a\u202Eb', '\uD800', 7, null];
    for (const displayName of bad) expect(refusal(await change({ displayName }))).toEqual([400, 'INVALID_BODY']);
    expect((await change({ displayName: '😀'.repeat(40) })).status).toBe(200);
    expect(refusal(await house.post('/profile', { body: {} }))).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('is changed only so often: all friends hear of it', async () => {
    for (let n = 0; n < 10; n++) expect((await change({ displayName: `Ada ${n}` })).status).toBe(200);
    expect(refusal(await change({ displayName: 'Ada' }))).toEqual([429, 'RATE_LIMITED']);
  });

  it('is exported, and gone with the account', async () => {
    await change({ displayName: 'Ada' });
    const exported = async () => (await house.service.ask(ExportAuthData, { userId: userId(), username: 'ada' })).records['user_profile'];
    expect(await exported()).toEqual([{ displayName: 'Ada' }]);
    await house.post('/unregister', { cookie: ada.secret });
    expect([await exported(), await found()]).toEqual([[{}], []]);
  });
});
