import type { IncomingMessage } from 'node:http';
import { HttpError } from '@maru/contracts';
import { isOwnOrigin } from '@maru/edge';
import { ENV } from '@maru/ports';
import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { AuthEnv } from '../auth.env.js';
import { SessionStrategy } from './session.strategy.js';
import { shownCredentials } from './shown-credentials.js';

const SAFE_METHODS = new Set(['GET', 'HEAD']);

/** Lets a call in whose session lives. */
@Injectable()
export class SessionGuard extends AuthGuard() {
  constructor(
    strategy: SessionStrategy,
    @Inject(ENV) private readonly env: AuthEnv,
  ) {
    super({ defaultStrategy: strategy.name });
  }

  override canActivate(context: ExecutionContext): ReturnType<InstanceType<ReturnType<typeof AuthGuard>>['canActivate']> {
    this.refuseForeignPage(context.switchToHttp().getRequest<IncomingMessage>());
    return super.canActivate(context);
  }

  /** Browsers send a cookie along whatever page makes the call; a bearer token only a page that has it can send. */
  private refuseForeignPage(request: IncomingMessage): void {
    const byCookie = shownCredentials(request).cookie !== undefined;
    if (!byCookie || SAFE_METHODS.has(request.method ?? '')) return;
    if (!isOwnOrigin(request, this.env.MARU_ALLOWED_ORIGINS)) throw new HttpError('FOREIGN_ORIGIN');
  }
}
