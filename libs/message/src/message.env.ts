import { z } from 'zod';

const amount = (value: number, about: string) => z.coerce.number().int().positive().default(value).describe(about);

export const MessageEnv = z.object({
  MARU_RECENT_TTL_MS: amount(600_000, 'how long the last 50 messages of a channel that nobody writes to or reads stay in the cache'),
  MARU_PICTURE_READERS: amount(
    100_000,
    'members of channels, in all, that a message service keeps in mind to judge messages without asking its database',
  ),
});
export type MessageEnv = z.infer<typeof MessageEnv>;
