import { Limits, relaxed } from '@maru/contracts';
import { z } from 'zod';

/** `messagesPerMinute` is set by `MARU_LIMIT_MESSAGES_PER_MINUTE`. */
const settingOf = (limit: string) => `MARU_LIMIT_${limit.replaceAll(/[A-Z]/g, (capital) => `_${capital}`).toUpperCase()}`;
const limitOf = new Map(Object.keys(Limits.shape).map((limit) => [settingOf(limit), limit]));

export const LimitSettings = z.object({
  MARU_LIMITS: z
    .enum(['strict', 'relaxed'])
    .default('strict')
    .describe('relaxed raises every limit below that is not set itself (tests, load)'),
  ...Object.fromEntries(Object.entries(Limits.shape).map(([limit, schema]) => [settingOf(limit), schema])),
});

/** The limits that hold. What is set by itself is not raised. */
export function limitsFrom(environment: Readonly<Record<string, string>>): Limits {
  const start = Limits.parse({});
  const base = environment['MARU_LIMITS'] === 'relaxed' ? relaxed(start) : start;
  const set = Object.entries(environment).flatMap(([name, value]) => {
    const limit = limitOf.get(name);
    return limit === undefined ? [] : [[limit, value] as const];
  });
  return Limits.parse({ ...base, ...Object.fromEntries(set) });
}
