import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuthHouse, refusal, type Reply } from '../auth.fixture.js';

const FRIEND = 'https://chat.example';
const STRANGER = 'https://evil.example';

describe('pages of other origins', () => {
  let house: AuthHouse;
  beforeAll(async () => {
    house = await AuthHouse.start({ env: { MARU_ALLOWED_ORIGINS: FRIEND } });
  });
  afterAll(() => house.close());

  const corsOf = ({ headers }: Reply) => [...headers.keys()].filter((name) => name.startsWith('access-control-'));
  const preflight = (origin: string, path = '/login') =>
    house.call('OPTIONS', path, { headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' } });

  it('on the list may ask whether they may call', async () => {
    for (const path of ['/login', '/sessions/x']) {
      const { status, headers } = await preflight(FRIEND, path);
      expect([status, headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')]).toEqual([
        204,
        FRIEND,
        'true',
      ]);
      expect(headers.get('access-control-allow-methods')).toBe('GET, POST, DELETE');
      expect(headers.get('access-control-allow-headers')).toMatch(/Authorization.*Content-Type/);
    }
  });

  it('on the list may read answers, refusals of the body too', async () => {
    const bad = { Origin: FRIEND, 'Content-Type': 'text/plain' };
    for (const reply of [
      await house.tryLogin('ada', 'x', { headers: { Origin: FRIEND } }),
      await house.post('/login', { body: {}, headers: bad }),
    ]) {
      expect(reply.status).toBeGreaterThanOrEqual(400);
      expect([reply.headers.get('access-control-allow-origin'), reply.headers.get('vary')]).toEqual([FRIEND, 'Origin']);
    }
  });

  it('not on the list are told nothing', async () => {
    for (const origin of [STRANGER, 'null', `${FRIEND}.evil.example`, 'http://chat.example']) {
      const asked = await preflight(origin);
      expect([...refusal(asked), corsOf(asked)]).toEqual([404, 'NOT_FOUND', []]);
      const called = await house.tryLogin('ada', 'x', { headers: { Origin: origin } });
      expect(corsOf(called)).toEqual([]);
    }
  });
});
