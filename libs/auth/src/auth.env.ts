import { availableParallelism } from 'node:os';
import { edgeSettings } from '@maru/edge';
import { z } from 'zod';

const DAY_SECONDS = 86_400;
const amount = (value: number, about: string) => z.coerce.number().int().positive().default(value).describe(about);

export const AuthEnv = z.object({
  MARU_SESSION_SECONDS: amount(30 * DAY_SECONDS, 'a session ends so long after its last activity, in seconds'),
  MARU_JWT_SECRET: z
    .string()
    .min(32, { error: 'must have 32 characters at least' })
    .optional()
    .describe('key that signs access tokens; without it one is made and kept in the database'),
  MARU_HASHING_PARALLEL: amount(Math.max(1, availableParallelism() - 1), 'passwords hashed at the same time (19 MiB and a core each)').meta(
    { start: 'one fewer than there are cores' },
  ),
  MARU_HASHING_QUEUE: amount(200, 'calls that may wait for the hashing of a password; one more is answered 503'),
  ...edgeSettings,
});
export type AuthEnv = z.infer<typeof AuthEnv>;
