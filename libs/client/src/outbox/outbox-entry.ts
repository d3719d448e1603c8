/** A message on its way: what was typed, where to, and how it stands. */
import type { MaruErrorCode } from '../maru-error.js';

export interface OutboxEntry {
  /** The same for ever: by it the server knows a message that it was sent twice. */
  readonly clientMessageId: string;
  readonly channelId: number;
  readonly content: string;
  /** When it was sent off; a later one of the same outbox has a later time. */
  readonly createdAt: number;
  /** `failed`: refused for good, as `code` says. It stays until it is retried or discarded. */
  readonly state: 'pending' | 'failed';
  readonly code?: MaruErrorCode;
  /** Whose it is, where that is known: nobody else sends it. */
  readonly username?: string;
}
