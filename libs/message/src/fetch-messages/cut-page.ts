import { HISTORY_BYTES, type MessageView } from '@maru/contracts';

/** For what stands around the messages of a frame: type, channel, and a `requestId` of 64 characters, escaped. */
const ENVELOPE_BYTES = 1_024;

/** As many messages as fit into one frame, from one end of the page; one at least. */
export function cutPage(messages: readonly MessageView[], from: 'oldest' | 'newest'): MessageView[] {
  const inOrder = from === 'oldest' ? messages : messages.toReversed();
  let bytes = ENVELOPE_BYTES;
  let fit = 0;
  for (const message of inOrder) {
    bytes += Buffer.byteLength(JSON.stringify(message)) + 1;
    if (bytes > HISTORY_BYTES && fit > 0) break;
    fit++;
  }
  return from === 'oldest' ? messages.slice(0, fit) : messages.slice(messages.length - fit);
}
