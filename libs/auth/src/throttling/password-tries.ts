/** How often a password may be tried: so that it cannot be found by trying, and its owner is not locked out by those who try. */
import { usernameKey } from '@maru/contracts';
import { LIMITS, type Limits } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import { digestOf } from '../digest.js';
import type { Session } from '../sessions/session.js';
import { CallerNetwork, type Calling } from './caller-network.js';
import { Buckets, perHour, perMinute } from './buckets.js';
import { KnownNetworks } from './known-networks.js';

@Injectable()
export class PasswordTries {
  constructor(
    private readonly buckets: Buckets,
    private readonly knownNetworks: KnownNetworks,
    private readonly callerNetwork: CallerNetwork,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  /**
   * Counted before the password is looked at, and alike for names that nobody has. Each network where the account has been let in has an
   * hour's tries of its own; all others share one hour's tries.
   */
  async countLogin(username: string, calling: Calling): Promise<void> {
    const network = this.callerNetwork.of(calling);
    const account = digestOf(usernameKey(username));
    const here = `tries:${account}:${network}`;
    await this.buckets.take(`${here}:minute`, perMinute(this.limits.loginsPerAccountPerMinute));
    const isKnown = await this.knownNetworks.has(username, network);
    await this.buckets.take(`${isKnown ? here : `tries:${account}`}:hour`, perHour(this.limits.loginsPerAccountPerHour));
  }

  /** Of somebody who holds a session, which may be stolen. */
  async countInSession({ sessionId }: Session): Promise<void> {
    await this.buckets.take(`tries:${sessionId}:minute`, perMinute(this.limits.loginsPerAccountPerMinute));
    await this.buckets.take(`tries:${sessionId}:hour`, perHour(this.limits.loginsPerAccountPerHour));
  }
}
