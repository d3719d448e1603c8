import type { ReadMessageCommand } from '@maru/contracts';
import type { PartitionBatch } from '../write-message/partition-batch.js';

/** The answer is silent, but it is awaited: the next frame of this socket sees the pointer moved. */
export function readMessage({ asker, channelId, messageSequence }: ReadMessageCommand, batch: PartitionBatch): void {
  const channel = batch.draft(channelId);
  const { userId, username } = asker;
  if (!channel.isMember(userId)) return batch.refuse(asker, 'NOT_A_MEMBER');
  if (channel.move(userId, messageSequence)) batch.moved({ channelId, userId, username, reader: asker });
  batch.answer(asker);
}
