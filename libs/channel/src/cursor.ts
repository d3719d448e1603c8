import { DomainError } from '@maru/contracts';

const CURSOR = /^[0-9a-z]{1,10}$/;

/** Where a page ends. Opaque to clients. */
export function encodeCursor(position: number): string {
  return position.toString(36);
}

export function decodeCursor(cursor: string): number {
  const position = CURSOR.test(cursor) ? Number.parseInt(cursor, 36) : undefined;
  if (position === undefined) throw new DomainError('INVALID_FIELD', 'cursor: is not one of ours');
  return position;
}
