import type { IncomingMessage } from 'node:http';
import { LIMITS, type Limits } from '@maru/ports';
import { applyDecorators, type CanActivate, type ExecutionContext, Inject, Injectable, UseGuards } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Buckets, perMinute } from './buckets.js';
import { CallerNetwork } from './caller-network.js';

type AddressLimit = 'registersPerMinute' | 'loginsPerMinute' | 'ticketsPerMinute';
const Limit = Reflector.createDecorator<AddressLimit>();

@Injectable()
class AddressLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly buckets: Buckets,
    private readonly callerNetwork: CallerNetwork,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const limit = this.reflector.get(Limit, context.getHandler());
    const network = this.callerNetwork.of(context.switchToHttp().getRequest<IncomingMessage>());
    await this.buckets.take(`${limit}:${network}`, perMinute(this.limits[limit]));
    return true;
  }
}

/** So many calls a minute from one address, bad ones too. */
export function LimitedByAddress(limit: AddressLimit): MethodDecorator {
  return applyDecorators(Limit(limit), UseGuards(AddressLimitGuard));
}
