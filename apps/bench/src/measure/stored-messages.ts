/** What is in a message database, read beside Maru. */
import { DatabaseSync } from 'node:sqlite';

export function lookAtMessages(file: string, channelId: number): { messages: number; last: number } {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const row = database
      .prepare('SELECT COUNT(*) AS messages, COALESCE(MAX(message_sequence), 0) AS last FROM message WHERE channel_id = ?')
      .get(channelId);
    return { messages: Number(row?.['messages']), last: Number(row?.['last']) };
  } finally {
    database.close();
  }
}
