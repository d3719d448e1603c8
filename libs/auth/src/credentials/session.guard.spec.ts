import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuthHouse, type LoggedIn, refusal } from '../auth.fixture.js';
import { SigningKey } from '../tokens/signing-key.js';

const FRIEND = 'https://chat.example';
const STRANGER = 'https://evil.example';

describe('the door', () => {
  let house: AuthHouse;
  let ada: LoggedIn;
  beforeAll(async () => {
    house = await AuthHouse.start({ env: { MARU_ALLOWED_ORIGINS: FRIEND } });
    ada = await house.arrive('ada');
  });
  afterAll(() => house.close());

  const me = (headers: Record<string, string>) => house.get('/me', { headers });

  it.each([
    ['POST', '/logout'],
    ['POST', '/unregister'],
    ['POST', '/ticket'],
    ['POST', '/password'],
    ['GET', '/me'],
    ['GET', '/sessions'],
    ['DELETE', '/sessions/x'],
  ])('is shut for %s %s without credentials, whatever the body', async (method, path) => {
    const reply = await house.call(method, path, { headers: { Origin: STRANGER } });
    expect(refusal(reply)).toEqual([401, 'UNAUTHENTICATED']);
    expect(reply.json['requestId']).toBe(reply.headers.get('x-request-id'));
  });

  it('opens to a bearer token and to a cookie', async () => {
    expect((await me({ Authorization: `Bearer ${ada.accessToken}` })).status).toBe(200);
    expect((await me({ Cookie: `a=b; SESSION=${ada.secret}; SESSION=other` })).status).toBe(200);
  });

  it('asks the bearer token where both are there', async () => {
    const [good, bad] = [`SESSION=${ada.secret}`, 'SESSION=bad'];
    expect((await me({ Authorization: `Bearer ${ada.accessToken}`, Cookie: bad })).status).toBe(200);
    for (const authorization of ['Bearer bad', 'Bearer', 'Basic YTpi', 'bad', `Bearer ${ada.secret}`, `Bearer ${ada.refreshToken}`])
      expect(refusal(await me({ Authorization: authorization, Cookie: good }))).toEqual([401, 'UNAUTHENTICATED']);
  });

  it.each(['sessionId', 'accessToken', 'refreshToken'] as const)('does not open to the %s as a cookie', async (name) => {
    expect(refusal(await me({ Cookie: `SESSION=${ada[name]}` }))).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('does not open to tokens that we have not signed so', async () => {
    const { bytes } = house.service.get(SigningKey);
    const now = Math.floor(house.clock.now() / 1_000);
    const token = (header: { alg: string; typ?: string }, sub: string, key = bytes) =>
      new SignJWT({ sid: ada.sessionId })
        .setProtectedHeader(header)
        .setSubject(sub)
        .setExpirationTime(now + 60)
        .sign(key);
    const good = await token({ alg: 'HS256', typ: 'at+jwt' }, '1');
    expect((await me({ Authorization: `Bearer ${good}` })).status).toBe(200);
    const [, payload] = good.split('.');
    const none = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${payload}.`;
    const bad = [
      await token({ alg: 'HS256', typ: 'at+jwt' }, '1', new TextEncoder().encode('somebody else made this key, not us')),
      await token({ alg: 'HS256', typ: 'at+jwt' }, '2'),
      await token({ alg: 'HS256', typ: 'at+jwt' }, 'ada'),
      await token({ alg: 'HS256' }, '1'),
      await token({ alg: 'HS512', typ: 'at+jwt' }, '1', new Uint8Array([...bytes, ...bytes])),
      none,
    ];
    for (const forged of bad) expect(refusal(await me({ Authorization: `Bearer ${forged}` }))).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('refuses what changes something by a cookie from a foreign page', async () => {
    const ticket = (headers: Record<string, string>) => house.post('/ticket', { headers });
    const cookie = `SESSION=${ada.secret}`;
    for (const origin of [STRANGER, 'null', 'http://127.0.0.1:1'])
      expect(refusal(await ticket({ Cookie: cookie, Origin: origin }))).toEqual([403, 'FOREIGN_ORIGIN']);
    for (const origin of [FRIEND, house.service.url]) expect((await ticket({ Cookie: cookie, Origin: origin })).status).toBe(200);
    expect((await ticket({ Authorization: `Bearer ${ada.accessToken}`, Cookie: cookie, Origin: STRANGER })).status).toBe(200);
    expect((await me({ Cookie: cookie, Origin: STRANGER })).status).toBe(200);
  });

  it('knows no other calls', async () => {
    for (const [method, path] of [
      ['GET', '/login'],
      ['PUT', '/me'],
      ['POST', '/nothing'],
      ['HEAD', '/register'],
      ['POST', '/sessions'],
    ] as const)
      expect((await house.call(method, path, { cookie: ada.secret })).status).toBe(404);
    expect(refusal(await house.call('DELETE', '/me'))).toEqual([404, 'NOT_FOUND']);
  });
});
