import { readFileSync } from 'node:fs';
import { HttpError } from '@maru/contracts';

/** In lower case, one a line. Where it comes from is told beside it. */
const LIST = new URL('../../lists/common-passwords.txt', import.meta.url);
const common = new Set(readFileSync(LIST, 'utf8').split('\n'));

/** However its letters are cased: to guess that costs next to nothing. */
export function isCommonPassword(password: string): boolean {
  return common.has(password.toLowerCase());
}

/** What a new password must be beside its length. There are no rules of composition: they make passwords worse. */
export function refuseBadPassword(field: string, password: string): void {
  if (isCommonPassword(password))
    throw new HttpError('INVALID_BODY', { detail: `${field}: is one of the commonest passwords; choose another` });
  if (!password.isWellFormed()) throw new HttpError('INVALID_BODY', { detail: `${field}: must be well-formed Unicode` });
}
