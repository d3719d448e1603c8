import { UnitOfWork } from '@maru/ports';
import { waitUntil } from '@maru/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuthHouse, type LoggedIn } from '../auth.fixture.js';
import { RefreshTokenEntity } from '../tokens/refresh-token.entity.js';

const HOUR = 3_600_000;

describe('the sweep of refresh tokens', () => {
  let house: AuthHouse;
  let ada: LoggedIn;
  beforeEach(async () => {
    house = await AuthHouse.start({ env: { MARU_SESSION_SECONDS: String((2 * HOUR) / 1_000) } });
    ada = await house.arrive('ada');
  });
  afterEach(() => house.close());

  const rows = () => house.service.get(UnitOfWork).fresh.find(RefreshTokenEntity);

  it('leaves nothing of a session that has ended', async () => {
    await house.post('/refresh', { body: { refreshToken: ada.refreshToken } });
    await house.post('/logout', { cookie: ada.secret });
    expect(await rows()).toHaveLength(2);
    await house.clock.advance(3 * HOUR);
    await waitUntil(async () => (await rows()).length === 0);
  });

  it('leaves the unused token of one that lives', async () => {
    const { json } = await house.post('/refresh', { body: { refreshToken: ada.refreshToken } });
    await house.clock.advance(1.5 * HOUR);
    await house.get('/me', { cookie: ada.secret });
    await house.clock.advance(1.5 * HOUR);
    const [row] = await waitUntil(async () => {
      const left = await rows();
      return left.length === 1 && left;
    });
    expect(row).toMatchObject({ usedAt: null, sessionId: ada.sessionId });
    expect((await house.post('/refresh', { body: { refreshToken: json['refreshToken'] } })).status).toBe(200);
  });
});
