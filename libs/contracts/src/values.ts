/** The values that frames are made of. A *character* is a Unicode code point; a time is epoch milliseconds; ids and sequences are below 2^53. */
import { z } from 'zod';

export function countCharacters(value: string): number {
  let count = 0;
  for (const _ of value) count++;
  return count;
}

function hasLength(value: string, min: number, max: number): boolean {
  if (value.length > max * 2) return false;
  const length = value.length <= max && value.length >= min * 2 ? value.length : countCharacters(value);
  return length >= min && length <= max;
}

/** A text of so many characters. JSON Schema counts code points too, so the same numbers stand in the documents. */
export function text(min: number, max: number) {
  return z
    .string()
    .refine((value) => hasLength(value, min, max), { error: `must have ${min} to ${max} characters` })
    .meta({ minLength: min, maxLength: max });
}

/** A text that a database can keep byte for byte: no lone surrogates. */
function storable(min: number, max: number) {
  return text(min, max).refine((value) => value.isWellFormed(), { error: 'must be well-formed Unicode' });
}

const WHITE_SPACE_ONLY = /^\p{White_Space}*$/u;
const OUTER_WHITE_SPACE = /^\p{White_Space}+|\p{White_Space}+$/gu;

function isPrintable(value: string): boolean {
  return !value.includes('\0') && value.isWellFormed();
}

export const Id = z.int().min(0);
export const Sequence = z.int().min(0);
export const Time = z.int().min(0);
export const Count = z.int().min(0);

/** How a channel goes out. */
export const ChannelRef = z.object({ id: Id });
export type ChannelRef = z.infer<typeof ChannelRef>;

/** How a channel comes in: `42` or `{"id": 42}`. */
export const IncomingChannelId = z.union([Id, ChannelRef]).transform((value) => (typeof value === 'number' ? value : value.id));

export const RequestId = text(1, 64);
export const ClientMessageId = storable(1, 64);

/** The name as somebody typed it, when it names another person: any text; who is not there is told so by the service. */
export const Name = z.string().max(256);

export const Title = z
  .string()
  .transform((value) => value.replace(OUTER_WHITE_SPACE, ''))
  .refine((value) => hasLength(value, 1, 100) && isPrintable(value), { error: 'must have 1 to 100 characters' })
  .meta({ minLength: 1, maxLength: 100 });

export const Content = text(1, 4_000)
  .refine((value) => isPrintable(value), { error: 'must not contain U+0000 or lone surrogates' })
  .refine((value) => !WHITE_SPACE_ONLY.test(value), { error: 'must not be white space only' });

/** What an older dialect says beside a message's content: an object, encoded. Our frames never have it. */
export const Extra = z.string().max(8_000);

/** Line and paragraph separators, and what turns the direction of the text that comes after it. */
const UNSEEN = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;

/** How somebody wants to be called, beside the username, which says who it is. Made NFC; empty: not at all. */
export const DisplayName = z
  .string()
  .transform((value) => value.normalize('NFC').replace(OUTER_WHITE_SPACE, ''))
  .refine((value) => hasLength(value, 0, 40) && isPrintable(value) && !UNSEEN.test(value), {
    error: 'must have 40 characters at most, and no control characters',
  })
  .meta({ maxLength: 40 });

/** What is searched for: as it was typed, without the white space around it. */
export const SearchText = z
  .string()
  .transform((value) => value.replace(OUTER_WHITE_SPACE, ''))
  .refine((value) => hasLength(value, 1, 100) && isPrintable(value), { error: 'must have 1 to 100 characters' })
  .meta({ minLength: 1, maxLength: 100 });

export const ConnectionStatus = z.enum(['PENDING', 'ACCEPTED', 'REJECTED', 'DISCONNECTED']);
export type ConnectionStatus = z.infer<typeof ConnectionStatus>;

export const ChannelKind = z.enum(['DIRECT', 'GROUP']);
export type ChannelKind = z.infer<typeof ChannelKind>;

export const Role = z.enum(['OWNER', 'MEMBER']);
export type Role = z.infer<typeof Role>;

/** Of a channel one is told of all messages, of those that name him, or of none. */
export const Notify = z.enum(['ALL', 'MENTIONS', 'NONE']);
export type Notify = z.infer<typeof Notify>;

/** The first characters of a text, never half of one. */
export function cutCharacters(value: string, max: number): string {
  if (value.length <= max) return value;
  let end = 0;
  let count = 0;
  for (const character of value) {
    if (count++ === max) break;
    end += character.length;
  }
  return value.slice(0, end);
}
