import type { ChannelHead, ChannelReader, StoredMessage } from '@maru/ports';
import { z } from 'zod';

const flag = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);

export const Messages: z.ZodType<StoredMessage[]> = z.array(
  z.object({
    channelId: z.int(),
    messageSequence: z.int(),
    senderId: z.int(),
    username: z.string(),
    content: z.string(),
    clientMessageId: z.string(),
    chosenByClient: flag,
    createdAt: z.int(),
  }),
);

export const Heads: z.ZodType<ChannelHead[]> = z.array(
  z.object({ channelId: z.int(), lastMessageSequence: z.int(), direct: flag, barred: flag, barVersion: z.int() }),
);

export const Readers: z.ZodType<ChannelReader[]> = z.array(
  z.object({ userId: z.int(), username: z.string(), channelId: z.int(), lastReadMessageSequence: z.int(), member: flag }),
);

export const Extras = z.array(z.object({ messageSequence: z.int(), extra: z.string() }));

type Row = readonly (string | number)[];
const bit = (value: boolean) => (value ? 1 : 0);

export function rowOfMessage(message: StoredMessage): Row {
  const { channelId, messageSequence, senderId, username, content, clientMessageId, chosenByClient, createdAt } = message;
  return [channelId, messageSequence, senderId, username, content, clientMessageId, bit(chosenByClient), createdAt];
}

export function rowOfHead({ channelId, lastMessageSequence, direct, barred, barVersion }: ChannelHead): Row {
  return [channelId, lastMessageSequence, bit(direct), bit(barred), barVersion];
}

export function rowOfReader({ userId, username, channelId, lastReadMessageSequence, member }: ChannelReader): Row {
  return [userId, username, channelId, lastReadMessageSequence, bit(member)];
}
