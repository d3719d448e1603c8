/** A search reads more than any other request: so many a minute for one user, from all of his sockets together. */
import { DomainError } from '@maru/contracts';
import { KeyValue, LIMITS } from '@maru/ports';
import type { Limits } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';

@Injectable()
export class SearchTries {
  constructor(
    private readonly keyValue: KeyValue,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  async count(userId: number): Promise<void> {
    const perMinute = this.limits.searchesPerMinute;
    const taken = await this.keyValue.takeToken(`searches:{${userId}}`, { capacity: perMinute, refillPerMinute: perMinute });
    if (!taken.allowed) throw new DomainError('RATE_LIMITED', undefined, taken.retryAfterMs);
  }
}
