import { LIMITS, type Limits } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import { Buckets, perMinute } from './buckets.js';
import { CallerNetwork, type Calling } from './caller-network.js';

export type AddressLimit = 'registersPerMinute' | 'loginsPerMinute' | 'ticketsPerMinute';

@Injectable()
export class AddressLimits {
  constructor(
    private readonly buckets: Buckets,
    private readonly callerNetwork: CallerNetwork,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  /** Throws RATE_LIMITED. */
  async count(limit: AddressLimit, calling: Calling): Promise<void> {
    await this.buckets.take(`${limit}:${this.callerNetwork.of(calling)}`, perMinute(this.limits[limit]));
  }
}
