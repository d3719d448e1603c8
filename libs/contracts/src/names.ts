/** Names of people: made NFC, found without regard to case, shown as registered. */
import { z } from 'zod';

const ALLOWED = /^[\p{L}\p{N}_.-]{2,32}$/u;

export const Username = z
  .string()
  .max(256)
  .transform((value) => value.normalize('NFC'))
  .refine((value) => ALLOWED.test(value), { error: 'must have 2 to 32 letters, digits, "_", "." or "-"' })
  .meta({ pattern: '^[\\p{L}\\p{N}_.-]{2,32}$' });

/** What two spellings of one name have in common. Down, up and down: ẞ becomes ß, with which it meets SS; σ and ς meet in capitals. */
export function usernameKey(name: string): string {
  return name.normalize('NFC').toLowerCase().toUpperCase().toLowerCase().normalize('NFC');
}

export function isSameName(a: string, b: string): boolean {
  return usernameKey(a) === usernameKey(b);
}
