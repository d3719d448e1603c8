/** Invite codes are not to be guessed: so many may be tried from one address a minute. */
import { DomainError } from '@maru/contracts';
import { KeyValue, LIMITS } from '@maru/ports';
import type { Limits } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';

@Injectable()
export class InviteCodeTries {
  constructor(
    private readonly keyValue: KeyValue,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  async count(address: string): Promise<void> {
    const perMinute = this.limits.inviteCodesPerMinute;
    const taken = await this.keyValue.takeToken(`invite-codes:{${address}}`, { capacity: perMinute, refillPerMinute: perMinute });
    if (!taken.allowed) throw new DomainError('RATE_LIMITED', undefined, taken.retryAfterMs);
  }
}
