import { HttpError } from '@maru/contracts';
import { KeyValue, type TokenBucket } from '@maru/ports';
import { Injectable } from '@nestjs/common';

/** So many in any minute or two; the whole minute's at once. */
export function perMinute(amount: number): TokenBucket {
  return { capacity: amount, refillPerMinute: amount };
}

/** So many in any hour, whenever it begins: half of them at once, half of them spread over the hour. */
export function perHour(amount: number): TokenBucket {
  return { capacity: Math.max(1, Math.floor(amount / 2)), refillPerMinute: amount / 2 / 60 };
}

@Injectable()
export class Buckets {
  constructor(private readonly keyValue: KeyValue) {}

  /** Throws RATE_LIMITED where there is nothing left. */
  async take(key: string, bucket: TokenBucket): Promise<void> {
    const taken = await this.keyValue.takeToken(`auth:bucket:{${key}}`, bucket);
    if (!taken.allowed) throw new HttpError('RATE_LIMITED', { retryAfterMs: taken.retryAfterMs });
  }
}
