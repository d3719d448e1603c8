/** What was typed cannot be done, though nobody but this program has refused it. */
export type ChatErrorCode = 'NO_SUCH_COMMAND' | 'NO_SUCH_CHANNEL' | 'NO_OPEN_CHANNEL' | 'MISSING_ARGUMENT';

export class ChatError extends Error {
  constructor(
    readonly code: ChatErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'ChatError';
  }
}
