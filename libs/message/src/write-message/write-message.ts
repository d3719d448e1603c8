import type { WriteMessageCommand } from '@maru/contracts';
import { writeMessageAck } from '../message.frames.js';
import type { PartitionBatch } from './partition-batch.js';

/**
 * Membership first, then the client id, then the bar: to a member a message that is stored is the same message for ever,
 * whether or not it could be written today.
 */
export function writeMessage(command: WriteMessageCommand, batch: PartitionBatch): void {
  const { asker, channelId, content, clientMessageId, chosenByClient, extra } = command;
  const channel = batch.draft(channelId);
  if (!channel.isMember(asker.userId)) return batch.refuse(asker, 'NOT_A_MEMBER');

  const known = batch.known(command);
  if (known !== undefined) {
    if (known.content === content) batch.answer(asker, writeMessageAck(known));
    else batch.refuse(asker, 'IDEMPOTENCY_CONFLICT');
    return;
  }
  if (channel.barred) return batch.refuse(asker, 'NOT_CONNECTED');

  const { messageSequence, createdAt } = channel.next(asker.userId, batch.now);
  const sender = { senderId: asker.userId, username: asker.username };
  batch.write({ channelId, messageSequence, ...sender, content, clientMessageId, chosenByClient, createdAt, extra }, command);
}
