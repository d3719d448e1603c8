import type { IncomingMessage } from 'node:http';
import { clientAddress } from '@maru/edge';
import { ENV } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import type { AuthEnv } from '../auth.env.js';
import { networkOf } from './network.js';

@Injectable()
export class CallerNetwork {
  constructor(@Inject(ENV) private readonly env: AuthEnv) {}

  of(request: IncomingMessage): string {
    return networkOf(clientAddress(request, this.env.MARU_TRUSTED_PROXIES));
  }
}
