import { normalizeInviteCode } from '@maru/contracts';
import { describe, expect, test } from 'vitest';
import type { Ids } from './ids.js';

const MANY = 10_000;
const many = (make: () => string) => Array.from({ length: MANY }, make);

export function idsContract(name: string, ids: Ids): void {
  describe(`${name} keeps the contract of Ids`, () => {
    test('a secret is 256 random bits, safe in an address', () => {
      const secrets = many(() => ids.secret());
      expect(new Set(secrets).size).toBe(MANY);
      expect(secrets.filter((secret) => !/^[A-Za-z0-9_-]{43}$/.test(secret))).toEqual([]);
    });

    test('an invite code is one that the protocol takes as it is', () => {
      const codes = many(() => ids.inviteCode());
      expect(new Set(codes).size).toBe(MANY);
      expect(codes.filter((code) => normalizeInviteCode(code) !== code)).toEqual([]);
    });

    test('a unique id does not repeat, and sorts by time', () => {
      const unique = many(() => ids.unique());
      expect(new Set(unique).size).toBe(MANY);
      expect(unique.toSorted()).toEqual(unique);
    });
  });
}
