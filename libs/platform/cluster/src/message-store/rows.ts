import type { ChannelHead, ChannelReader, StoredMessage } from '@maru/ports';
import { z } from 'zod';
import { fromColumn, toColumn } from './client-ids.js';

/** Integers are bound as `bigint`: the proxy takes a number for a DOUBLE. */
export type Value = string | bigint;

const flag = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);

export const Messages: z.ZodType<StoredMessage[]> = z.array(
  z.object({
    channelId: z.int(),
    messageSequence: z.int(),
    senderId: z.int(),
    username: z.string(),
    content: z.string(),
    clientMessageId: z.string().transform(fromColumn),
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

export const Positions = z.array(z.object({ channelId: z.int(), messageSequence: z.int() }));

const bit = (value: boolean) => (value ? 1n : 0n);

export function rowOfMessage(message: StoredMessage): Value[] {
  const { channelId, messageSequence, senderId, username, content, clientMessageId, chosenByClient, createdAt } = message;
  const numbers = [channelId, messageSequence, senderId].map(BigInt);
  return [...numbers, username, content, toColumn(clientMessageId), bit(chosenByClient), BigInt(createdAt)];
}

export function rowOfHead({ channelId, lastMessageSequence, direct, barred, barVersion }: ChannelHead): Value[] {
  return [BigInt(channelId), BigInt(lastMessageSequence), bit(direct), bit(barred), BigInt(barVersion)];
}

export function rowOfReader({ userId, username, channelId, lastReadMessageSequence, member }: ChannelReader): Value[] {
  return [BigInt(userId), username, BigInt(channelId), BigInt(lastReadMessageSequence), bit(member)];
}
