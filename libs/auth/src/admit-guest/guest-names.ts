/**
 * Names of guests: 1 to 50 characters of anything that can be stored. Each name is a guest of its own, to the byte; to an account it is
 * compared by what people see of it.
 */
import { createHash } from 'node:crypto';
import { countCharacters, usernameKey } from '@maru/contracts';

const CHARACTERS = 50;
/** What takes no room on a screen. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}]/gu;
const OUTER_WHITE_SPACE = /^\p{White_Space}+|\p{White_Space}+$/gu;
/** The columns that keep a key of a name. */
const KEY_LENGTH = 128;

export function isGuestName(name: string): boolean {
  const length = countCharacters(name);
  return length >= 1 && length <= CHARACTERS && name.isWellFormed() && !name.includes('\0') && usernameKey(name).length <= KEY_LENGTH;
}

/** Begins with what no account's name may have: the key of a guest is never the key of an account. */
export function guestKey(name: string): string {
  return `~${createHash('sha256').update(name).digest('hex')}`;
}

/** The key of the account for whom somebody with this name could be taken. */
export function likenessOf(name: string): string {
  return usernameKey(name.normalize('NFKC').replace(UNSEEN, '').replace(OUTER_WHITE_SPACE, '')).slice(0, KEY_LENGTH);
}
