import { DomainError } from '@maru/contracts';
import type { SearchPosition } from '@maru/ports';

/** How many messages at the end of each channel have been looked into; and, within the next so many, where the search stands. */
export interface SearchCursor {
  readonly skipped: number;
  readonly within?: { readonly depth: number; readonly before: SearchPosition } | undefined;
}

const CURSOR = /^[0-9a-z]{1,11}(-[0-9a-z]{1,11}){0,4}$/;

/** Opaque to clients. */
export function encodeSearchCursor({ skipped, within }: SearchCursor): string {
  const numbers = [skipped];
  if (within !== undefined) numbers.push(within.depth, within.before.createdAt, within.before.channelId, within.before.messageSequence);
  return numbers.map((value) => value.toString(36)).join('-');
}

export function decodeSearchCursor(cursor: string | undefined): SearchCursor {
  if (cursor === undefined) return { skipped: 0 };
  const numbers = CURSOR.test(cursor) ? cursor.split('-').map((value) => Number.parseInt(value, 36)) : [];
  const [skipped, depth, createdAt, channelId, messageSequence] = numbers;
  if (skipped === undefined || !numbers.every(Number.isSafeInteger)) throw notOurs();
  if (depth === undefined) return { skipped };
  if (createdAt === undefined || channelId === undefined || messageSequence === undefined) throw notOurs();
  return { skipped, within: { depth, before: { createdAt, channelId, messageSequence } } };
}

function notOurs(): DomainError {
  return new DomainError('INVALID_FIELD', 'cursor: is not one of ours');
}
