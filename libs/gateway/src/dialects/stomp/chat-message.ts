/** The one form of all that a client of `stomp` is told: eleven fields, null where there is nothing to say. */
import { createHash } from 'node:crypto';
import { olderRoomId, publicUserId } from '@maru/contracts';
import { localTime } from '../local-time.js';

type ChatMessageType = 'CHAT' | 'JOIN' | 'LEAVE' | 'TYPING' | 'READ';

export interface ChatMessage {
  readonly id: string;
  readonly sender: string;
  readonly receiver: string | null;
  readonly content: string | null;
  readonly type: ChatMessageType;
  readonly roomId: string | null;
  readonly timestamp: string;
  readonly senderId: string;
  readonly receiverId: string | null;
  readonly status: string | null;
  readonly attachmentUrl: string | null;
}

/** What happened. Of a direct channel the receiver is told and no room; of any other its room and no receiver. */
interface Happened {
  readonly id: string;
  readonly type: ChatMessageType;
  readonly senderId: number;
  readonly to: { readonly receiverId: number } | { readonly roomOf: number };
  readonly content?: string;
  readonly at: number;
}

export function chatMessage({ id, type, senderId, to, content, at }: Happened): ChatMessage {
  const sender = publicUserId(senderId);
  const receiver = 'receiverId' in to ? publicUserId(to.receiverId) : null;
  return {
    id,
    sender,
    receiver,
    content: content ?? null,
    type,
    roomId: 'roomOf' in to ? olderRoomId(to.roomOf) : null,
    timestamp: localTime(at),
    senderId: sender,
    receiverId: receiver,
    status: null,
    attachmentUrl: null,
  };
}

/** The UUID of a message: the same whenever and wherever it is told. */
export function messageUuid(channelId: number, messageSequence: number): string {
  const digest = createHash('sha256').update(`${channelId}:${messageSequence}`).digest();
  // Version 8: made in a way of our own (RFC 9562).
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = digest.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
