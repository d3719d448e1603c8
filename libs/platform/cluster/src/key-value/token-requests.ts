import type { TokenBucket, TokenTaken } from '@maru/ports';

/** So many of those who asked get one; the others are told when to come again. */
export interface TokensTaken {
  readonly given: number;
  readonly retryAfterMs: number;
}

type Take = (key: string, bucket: TokenBucket, count: number) => Promise<TokensTaken>;

interface Asked {
  readonly bucket: TokenBucket;
  count: number;
  readonly taken: Promise<TokensTaken>;
}

/**
 * One bucket is asked once at a time: what is asked of it in the same turn, or while an answer is awaited, is asked together. Who sends a hundred
 * frames at once costs one request, and who floods no more than one for each time that Redis takes. The first to ask are the first to get, as if
 * each had asked for himself.
 */
export class TokenRequests {
  /** Not sent yet. */
  private readonly gathering = new Map<string, Asked>();
  private readonly underWay = new Map<string, Promise<unknown>>();

  constructor(private readonly takeTogether: Take) {}

  async take(key: string, bucket: TokenBucket): Promise<TokenTaken> {
    const asked = this.gathered(key, bucket);
    const place = asked.count++;
    const { given, retryAfterMs } = await asked.taken;
    return place < given ? { allowed: true } : { allowed: false, retryAfterMs };
  }

  private gathered(key: string, bucket: TokenBucket): Asked {
    const known = this.gathering.get(key);
    if (known?.bucket.capacity === bucket.capacity && known.bucket.refillPerMinute === bucket.refillPerMinute) return known;
    const before = this.underWay.get(key) ?? Promise.resolve();
    const asked: Asked = { bucket, count: 0, taken: before.then(() => this.send(key, asked)) };
    const settled: Promise<unknown> = asked.taken
      .catch(() => undefined)
      .then(() => this.underWay.get(key) === settled && this.underWay.delete(key));
    this.gathering.set(key, asked);
    this.underWay.set(key, settled);
    return asked;
  }

  private send(key: string, asked: Asked): Promise<TokensTaken> {
    if (this.gathering.get(key) === asked) this.gathering.delete(key);
    return this.takeTogether(key, asked.bucket, asked.count);
  }
}
