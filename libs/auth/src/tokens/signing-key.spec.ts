import { Clock, Ids, UnitOfWork } from '@maru/ports';
import { startService, type StartedService } from '@maru/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuthEnv } from '../auth.env.js';
import { authService } from '../index.js';
import { SigningKey } from './signing-key.js';

describe('the signing key', () => {
  let service: StartedService;
  beforeEach(async () => {
    service = await startService(authService);
  });
  afterEach(() => service.close());

  /** As another instance, or this one after a restart, has it. */
  async function keyOf(env: { MARU_JWT_SECRET?: string } = {}): Promise<string> {
    const key = new SigningKey(service.get(UnitOfWork), service.get(Ids), service.get(Clock), AuthEnv.parse(env));
    await key.onModuleInit();
    return new TextDecoder().decode(key.bytes);
  }

  it('is made once, and kept', async () => {
    const made = new TextDecoder().decode(service.get(SigningKey).bytes);
    expect(made).toHaveLength(43);
    expect([await keyOf(), await keyOf()]).toEqual([made, made]);
  });

  it('is one for all who start at the same time', async () => {
    await service.get(UnitOfWork).run(({ manager }) => manager.query('DELETE FROM auth_secret'));
    const keys = await Promise.all([keyOf(), keyOf(), keyOf()]);
    expect(new Set(keys).size).toBe(1);
  });

  it('is the one that is set, if one is', async () => {
    const MARU_JWT_SECRET = 'thirty-two characters at the least';
    expect(await keyOf({ MARU_JWT_SECRET })).toBe(MARU_JWT_SECRET);
    expect(AuthEnv.safeParse({ MARU_JWT_SECRET: 'too short' }).success).toBe(false);
  });
});
