/** The hours of each day in which one wants to be told of nothing. */
import { z } from 'zod';

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).format();
    return true;
  } catch {
    return false;
  }
}

/** By the clock of a place, whatever the time is where Maru runs. They may go over midnight. */
export const QuietHours = z.object({
  from: TimeOfDay,
  to: TimeOfDay,
  timeZone: z.string().min(1).max(64).refine(isTimeZone, { error: 'must be a time zone as IANA names it' }),
});
export type QuietHours = z.infer<typeof QuietHours>;

export function isQuiet({ from, to, timeZone }: QuietHours, at: number): boolean {
  const now = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
  if (from === to) return false;
  return from < to ? now >= from && now < to : now >= from || now < to;
}
