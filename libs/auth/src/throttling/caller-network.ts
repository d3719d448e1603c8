import type { IncomingMessage } from 'node:http';
import { clientAddress } from '@maru/edge';
import { ENV } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import type { AuthEnv } from '../auth.env.js';
import { networkOf } from './network.js';

/** A call to this service, or the address from which somebody calls another one. */
export type Calling = IncomingMessage | { readonly address: string };

@Injectable()
export class CallerNetwork {
  constructor(@Inject(ENV) private readonly env: AuthEnv) {}

  of(calling: Calling): string {
    return networkOf('address' in calling ? calling.address : clientAddress(calling, this.env.MARU_TRUSTED_PROXIES));
  }
}
