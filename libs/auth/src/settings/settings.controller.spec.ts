import { ExportAuthData, FindQuietHours } from '@maru/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuthHouse, type LoggedIn, refusal } from '../auth.fixture.js';

const quietHours = { from: '23:00', to: '07:00', timeZone: 'Asia/Seoul' };

describe('settings', () => {
  let house: AuthHouse;
  let ada: LoggedIn;
  beforeEach(async () => {
    house = await AuthHouse.start();
    ada = await house.arrive('ada');
  });
  afterEach(() => house.close());

  const fetch = ({ secret } = ada) => house.get('/settings', { cookie: secret });
  const change = (body: unknown) => house.post('/settings', { cookie: ada.secret, body });
  const userId = () => house.events[0]!.userId;
  const found = async () => (await house.service.ask(FindQuietHours, { userIds: [userId(), 999] })).users;

  it('are nothing at first, and then what was chosen last, on every device', async () => {
    expect((await fetch()).json).toEqual({});
    expect(await found()).toEqual([]);
    const reply = await change({ quietHours });
    expect([reply.status, reply.json]).toEqual([200, { quietHours }]);
    expect((await fetch(await house.login('ada'))).json).toEqual({ quietHours });
    expect(await found()).toEqual([{ userId: userId(), quietHours }]);
    await change({ quietHours: { ...quietHours, to: '08:30' } });
    expect((await fetch()).json).toEqual({ quietHours: { ...quietHours, to: '08:30' } });
    await change({});
    expect((await fetch()).json).toEqual({});
    expect(await found()).toEqual([]);
  });

  it('are told to all sockets of the account at once', async () => {
    await change({ quietHours });
    await change({});
    const told = house.service.deliveries.flatMap((delivery) =>
      delivery.kind === 'user' ? [[delivery.userId, JSON.parse(delivery.frame) as unknown]] : [],
    );
    expect(told).toEqual([
      [userId(), { type: 'NOTIFY_SETTINGS', quietHours }],
      [userId(), { type: 'NOTIFY_SETTINGS' }],
    ]);
  });

  it('are one’s own', async () => {
    await change({ quietHours });
    expect((await fetch(await house.arrive('bob'))).json).toEqual({});
    expect(refusal(await house.get('/settings'))).toEqual([401, 'UNAUTHENTICATED']);
    expect(refusal(await house.post('/settings', { body: { quietHours } }))).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('take no hours that no clock shows, nor a place that is nowhere', async () => {
    await change({ quietHours });
    const bad = [{ from: '24:00' }, { to: '7:00' }, { to: 7 }, { timeZone: 'Asia/Nowhere' }, { timeZone: null }];
    for (const part of bad) expect(refusal(await change({ quietHours: { ...quietHours, ...part } }))).toEqual([400, 'INVALID_BODY']);
    expect(refusal(await change({ quietHours: null }))).toEqual([400, 'INVALID_BODY']);
    expect((await fetch()).json).toEqual({ quietHours });
  });

  it('may be chosen by several at once: one of them counts', async () => {
    const replies = await Promise.all(['01:00', '02:00', '03:00'].map((to) => change({ quietHours: { ...quietHours, to } })));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await found()).toHaveLength(1);
  });

  it('are exported, and gone with the account', async () => {
    await change({ quietHours });
    const exported = async () => (await house.service.ask(ExportAuthData, { userId: userId(), username: 'ada' })).records['user_setting'];
    expect(await exported()).toEqual([{ quietHours }]);
    await house.post('/unregister', { cookie: ada.secret });
    expect(await exported()).toEqual([{}]);
    expect(await found()).toEqual([]);
  });
});
