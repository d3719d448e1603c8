/** E-mails as login names, and the names that are made of them. */
import { createHash, randomInt } from 'node:crypto';
import { cutCharacters, Username, usernameKey } from '@maru/contracts';

/** Something, an @, and something: whether a letter arrives there is not asked. */
const EMAIL = /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u;
const EMAIL_LENGTH = 254;
const NAME_CHARACTERS = 32;
const TRIES = 12;

export function isEmail(text: string): boolean {
  return text.length <= EMAIL_LENGTH && text.isWellFormed() && EMAIL.test(text);
}

/** Without regard to case: so are they typed. */
export function emailKey(email: string): string {
  return createHash('sha256').update(usernameKey(email)).digest('hex');
}

/** What is before the @, of that what a username may have; then the same with digits behind it, ever more of them. */
export function* nicknamesOf(email: string): Generator<string> {
  const local = email
    .slice(0, email.indexOf('@'))
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}_.-]/gu, '');
  const nickname = Username.safeParse(cutCharacters(local, NAME_CHARACTERS)).data ?? Username.parse(`user${cutCharacters(local, 1)}`);
  yield nickname;
  for (let digits = 2; digits < TRIES; digits++) yield `${cutCharacters(nickname, NAME_CHARACTERS - digits)}${randomDigits(digits)}`;
}

function randomDigits(count: number): string {
  return Array.from({ length: count }, () => randomInt(10)).join('');
}
