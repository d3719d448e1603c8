import type { Clock } from '@maru/ports';
import { z } from 'zod';

const DAY_MS = 86_400_000;

const number = (value: number, about: string) => z.coerce.number().int().positive().default(value).describe(about);

export const PushEnv = z.object({
  MARU_PUSH_NOTIFIER: z
    .enum(['log', 'webhook'])
    .default('log')
    .describe('how notifications leave the house: a line in the log, or an HTTP call'),
  MARU_PUSH_WEBHOOK_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('where notifications are posted when the notifier is webhook'),
  MARU_PUSH_WEBHOOK_TIMEOUT_MS: number(5_000, 'how long the webhook may take'),
  MARU_PUSH_DELAY_MS: number(1_000, 'how long a notification waits for others of its channel, or for its message to be read elsewhere'),
  MARU_PUSH_RETRY_MS: number(2_000, 'the first pause after a failed call; each further one is twice as long'),
  MARU_PUSH_ATTEMPTS: number(6, 'calls after which a notification is given up'),
  MARU_PUSH_KEEP_DAYS: number(30, 'how long notifications are kept on record'),
});
export type PushEnv = z.infer<typeof PushEnv>;

/** Older ones are not on record. */
export function keptSince(clock: Clock, env: PushEnv): number {
  return clock.now() - env.MARU_PUSH_KEEP_DAYS * DAY_MS;
}
