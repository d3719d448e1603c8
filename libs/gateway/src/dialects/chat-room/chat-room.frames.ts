/** Items of `chat-room`: what its clients said, as it came, and what others said in its form. */
import { z } from 'zod';
import { localTime } from '../local-time.js';

const GIVEN = new Set(['username', 'content', 'timestamp']);
const EXTRA_CHARACTERS = 4_000;

export interface ChatItem {
  readonly username: string;
  readonly content: string;
  readonly createdAt: number;
  readonly extra?: string | undefined;
}

export type Heard =
  /** No JSON, or no object: it ends the socket. */
  | 'BROKEN'
  /** What is wrong with it. */
  | { readonly wrong: string }
  | { readonly username: string; readonly content: string; readonly extra: string | undefined };

const Message = z.looseObject({ username: z.string(), content: z.string() });

/** The fields that are not ours are kept; the room, where it is another one than the path's. */
export function readItem(text: string, roomId: string): Heard {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return 'BROKEN';
    throw error;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'BROKEN';
  const message = Message.safeParse(value);
  if (!message.success) return { wrong: `${String(message.error.issues[0]?.path[0])} must be a text` };
  const { username, content } = message.data;
  const kept = Object.entries(value).filter(([name, field]) => !GIVEN.has(name) && !(name === 'room_id' && field === roomId));
  const extra = kept.length === 0 ? undefined : JSON.stringify(Object.fromEntries(kept));
  if (extra !== undefined && extra.length > EXTRA_CHARACTERS) return { wrong: 'too many fields' };
  return { username, content, extra };
}

export function encodeItem({ username, content, createdAt, extra }: ChatItem, roomId: string): string {
  const item = JSON.stringify({ username, content, room_id: roomId, timestamp: localTime(createdAt) });
  if (extra === undefined) return item;
  // What was sent stands behind, and its room in place of ours.
  const fields = JSON.parse(extra) as Record<string, unknown>;
  return JSON.stringify({ ...(JSON.parse(item) as object), ...fields });
}
