import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuthHouse } from '../auth.fixture.js';
import { AccessTokens } from './access-tokens.js';
import { SigningKey } from './signing-key.js';

let house: AuthHouse;
let tokens: AccessTokens;
const session = { userId: 7, sessionId: 'public' };

beforeAll(async () => {
  house = await AuthHouse.start();
  tokens = house.service.get(AccessTokens);
});
afterAll(() => house.close());

/** As ours, but for one thing. */
function signed(change: { claims?: object; typ?: string; alg?: string; key?: Uint8Array; exp?: number | undefined }): Promise<string> {
  const now = Math.floor(house.clock.now() / 1_000);
  const { claims = { sid: 'public', sub: '7' }, typ = 'at+jwt', alg = 'HS256', key = house.service.get(SigningKey).bytes } = change;
  const jwt = new SignJWT({ ...claims }).setProtectedHeader({ alg, typ }).setIssuedAt(now);
  return ('exp' in change ? jwt : jwt.setExpirationTime(now + 60)).sign(key);
}

describe('an access token', () => {
  it('says whose session it is of, for 900 seconds', async () => {
    const token = await tokens.issue(session);
    expect(await tokens.verify(token)).toEqual(session);
    await house.clock.advance(899_000);
    expect(await tokens.verify(token)).toEqual(session);
    await house.clock.advance(1_000);
    expect(await tokens.verify(token)).toBeUndefined();
  });

  it('is another one each time', async () => {
    expect(await tokens.issue(session)).not.toBe(await tokens.issue(session));
  });

  it('is the yardstick: what is signed alike is taken', async () => {
    expect(await tokens.verify(await signed({}))).toEqual(session);
  });

  it.each([
    ['another key', () => signed({ key: new Uint8Array(32) })],
    ['another type', () => signed({ typ: 'JWT' })],
    ['another algorithm', () => signed({ alg: 'HS512', key: new Uint8Array(64) })],
    ['no end', () => signed({ exp: undefined })],
    ['no session', () => signed({ claims: { sub: '7' } })],
    ['no user', () => signed({ claims: { sid: 'public' } })],
    ['a user that is no number', () => signed({ claims: { sid: 'public', sub: 'ada' } })],
    ['no signature', async () => `${btoa('{"alg":"none","typ":"at+jwt"}')}.${btoa('{"sub":"7","sid":"public"}')}.`],
    ['no form at all', async () => 'nonsense'],
  ])('is none with %s', async (_what, make) => {
    expect(await tokens.verify(await make())).toBeUndefined();
  });
});
