/** What is asked for less often than other frames: so many a minute, each. */
import { DomainError } from '@maru/contracts';
import { KeyValue, LIMITS } from '@maru/ports';
import type { Limits } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';

@Injectable()
export class Tries {
  constructor(
    private readonly keyValue: KeyValue,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  /** Invite codes are not to be guessed, from one address. */
  async inviteCode(address: string): Promise<void> {
    await this.count(`invite-codes:{${address}}`, this.limits.inviteCodesPerMinute);
  }

  /** A search reads more than any other request: for one user, from all of his sockets together. */
  async search(userId: number): Promise<void> {
    await this.count(`searches:{${userId}}`, this.limits.searchesPerMinute);
  }

  private async count(key: string, perMinute: number): Promise<void> {
    const taken = await this.keyValue.takeToken(key, { capacity: perMinute, refillPerMinute: perMinute });
    if (!taken.allowed) throw new DomainError('RATE_LIMITED', undefined, taken.retryAfterMs);
  }
}
