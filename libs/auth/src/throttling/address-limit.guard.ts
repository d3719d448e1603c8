import type { IncomingMessage } from 'node:http';
import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, UseGuards } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AddressLimits, type AddressLimit } from './address-limits.js';

const Limit = Reflector.createDecorator<AddressLimit>();

@Injectable()
class AddressLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly limits: AddressLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const limit = this.reflector.get(Limit, context.getHandler());
    await this.limits.count(limit, context.switchToHttp().getRequest<IncomingMessage>());
    return true;
  }
}

/** So many calls a minute from one address, bad ones too. */
export function LimitedByAddress(limit: AddressLimit): MethodDecorator {
  return applyDecorators(Limit(limit), UseGuards(AddressLimitGuard));
}
