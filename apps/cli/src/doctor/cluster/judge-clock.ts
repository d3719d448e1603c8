import { type Finding, wrong } from '../finding.js';

/** Leases and time-outs are seconds long: a second of difference already shortens them. */
const SKEW_MS = 1_000;

/** Nothing where it agrees with this machine's. */
export function judgeClock(what: string, skewMs: number): Finding[] {
  if (Math.abs(skewMs) < SKEW_MS) return [];
  const seconds = (Math.abs(skewMs) / 1_000).toFixed(1);
  return [
    wrong(
      `${what}: its clock is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} ours.`,
      'Let both machines follow a time server (NTP): timedatectl says whether they do.',
    ),
  ];
}
