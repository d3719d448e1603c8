import type { TokenBucket, TokenTaken } from '@maru/ports';

/** A token is this many parts, so that what a millisecond brings is a whole number of them: no fraction is ever lost. */
const PARTS = 60_000;

export interface BucketLevel {
  readonly parts: number;
  readonly at: number;
}

export interface Taken {
  readonly level: BucketLevel;
  readonly fullAt: number;
  readonly taken: TokenTaken;
}

export function takeFrom(level: BucketLevel | undefined, bucket: TokenBucket, now: number): Taken {
  const full = bucket.capacity * PARTS;
  const gained = level === undefined ? full : level.parts + Math.max(0, now - level.at) * bucket.refillPerMinute;
  const there = Math.min(full, gained);
  const allowed = there >= PARTS;
  const parts = allowed ? there - PARTS : there;
  const timeFor = (missing: number) => Math.ceil(missing / bucket.refillPerMinute);
  return {
    level: { parts, at: Math.max(now, level?.at ?? now) },
    fullAt: now + timeFor(full - parts),
    taken: allowed ? { allowed } : { allowed, retryAfterMs: timeFor(PARTS - parts) },
  };
}
