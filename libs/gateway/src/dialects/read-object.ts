/** The first step of every JSON dialect: an object with a text as its `type`. */
import { RequestId, cutCharacters } from '@maru/contracts';
import type { Incoming } from './dialect.js';

const MESSAGE_TYPE_CHARACTERS = 64;

type Fields = Record<string, unknown> & { type: string };
type Read = { ok: true; messageType: string; fields: Fields } | Extract<Incoming, { ok: false }>;

function hasType(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** What an `ERROR` echoes, even where the rest of the frame is no good. */
export function requestIdIn(value: unknown): { requestId?: string } {
  if (typeof value !== 'object' || value === null || !('requestId' in value)) return {};
  const requestId = RequestId.safeParse(value.requestId);
  return requestId.success ? { requestId: requestId.data } : {};
}

export function readObject(text: string): Read {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, messageType: 'UNKNOWN', code: 'INVALID_JSON', detail: error instanceof Error ? error.message : String(error) };
  }
  if (!hasType(value)) return { ok: false, messageType: 'UNKNOWN', code: 'INVALID_FRAME', ...requestIdIn(value) };
  return { ok: true, messageType: cutCharacters(value.type, MESSAGE_TYPE_CHARACTERS), fields: value };
}
