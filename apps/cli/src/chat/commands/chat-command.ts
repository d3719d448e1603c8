import { ChatError } from '../chat-error.js';
import type { Chat } from '../chat.js';

export interface ChatCommand {
  /** Its word, and what it takes. */
  readonly usage: string;
  readonly about: string;
  run(chat: Chat, rest: string): Promise<void> | void;
}

export function needed(rest: string, what: string): string {
  if (rest === '') throw new ChatError('MISSING_ARGUMENT', `${what} is missing.`);
  return rest;
}
