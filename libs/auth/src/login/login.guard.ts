import type { IncomingMessage } from 'node:http';
import { HttpError, LoginBody } from '@maru/contracts';
import { readBody } from '@maru/edge';
import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { LocalStrategy } from './local.strategy.js';

/** Lets in who knows the password. */
@Injectable()
export class LoginGuard extends AuthGuard() {
  constructor(strategy: LocalStrategy) {
    super({ defaultStrategy: strategy.name });
  }

  override canActivate(context: ExecutionContext): ReturnType<InstanceType<ReturnType<typeof AuthGuard>>['canActivate']> {
    const { username, password } = readBody(LoginBody, context.switchToHttp().getRequest<IncomingMessage & { body?: unknown }>().body);
    // The strategy would look for what is empty in the address.
    if (username === '' || password === '') throw new HttpError('BAD_CREDENTIALS');
    return super.canActivate(context);
  }
}
