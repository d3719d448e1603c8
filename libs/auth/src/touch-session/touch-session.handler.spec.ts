import { Authenticate, TouchSession } from '@maru/contracts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AuthHouse, type LoggedIn } from '../auth.fixture.js';

let house: AuthHouse;
let ada: LoggedIn;
let userId: number;

beforeEach(async () => {
  house = await AuthHouse.start({ env: { MARU_SESSION_SECONDS: '3600' } });
  ada = await house.arrive('ada');
  userId = house.events[0]!.userId;
});
afterEach(() => house.close());

const touch = (who: { userId: number; sessionId: string }, extend = true) => house.service.ask(TouchSession, { ...who, extend });

it('tells until when a session lives, and longer where somebody did something in it', async () => {
  const started = house.clock.now();
  await house.clock.advance(600_000);
  const looked = await touch({ userId, sessionId: ada.sessionId }, false);
  expect(looked.session).toEqual({ userId, username: 'ada', sessionId: ada.sessionId, expiresAt: started + 3_600_000 });
  const touched = await touch({ userId, sessionId: ada.sessionId });
  expect(touched.session?.expiresAt).toBe(started + 600_000 + 3_600_000);
});

it('knows a session of its own user only, and none that has ended', async () => {
  expect(await touch({ userId: userId + 1, sessionId: ada.sessionId })).toEqual({});
  expect(await touch({ userId, sessionId: 'nonsense' })).toEqual({});
  await house.post('/logout', { cookie: ada.secret });
  expect(await touch({ userId, sessionId: ada.sessionId })).toEqual({});
  for (const shown of [{ cookie: ada.secret }, { bearer: ada.accessToken }, {}])
    expect(await house.service.ask(Authenticate, shown)).toEqual({});
});

it('is what a handshake begins with: the same session, however it is shown', async () => {
  const views = await Promise.all(
    [{ cookie: ada.secret }, { bearer: ada.accessToken }].map((shown) => house.service.ask(Authenticate, shown)),
  );
  expect(views[0]).toEqual(views[1]);
  expect(views[0]?.session).toMatchObject({ userId, sessionId: ada.sessionId });
});
