import type { TypingCommand } from '@maru/contracts';
import { notifyTyping } from '../message.frames.js';
import type { PartitionBatch } from '../write-message/partition-batch.js';
import type { TypingWindows } from './typing-windows.js';

/** Told to those who look at the channel, never to the typist; what comes too often is dropped, and answered all the same. */
export function type({ asker, channelId }: TypingCommand, batch: PartitionBatch, windows: TypingWindows): void {
  const channel = batch.draft(channelId);
  if (!channel.isMember(asker.userId)) return batch.refuse(asker, 'NOT_A_MEMBER');
  if (channel.barred) return batch.refuse(asker, 'NOT_CONNECTED');

  const key = `${asker.userId}:${channelId}`;
  if (!batch.typed.has(key) && !windows.isOpen(key, batch.now)) {
    batch.typed.add(key);
    const frame = notifyTyping(channelId, asker.username);
    batch.deliveries.push({ kind: 'channel', channelId, frame, exceptUserIds: [asker.userId], activeOnly: true, ephemeral: true });
  }
  batch.answer(asker);
}
