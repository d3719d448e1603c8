import type { IncomingMessage } from 'node:http';
import { HttpError } from '@maru/contracts';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy } from 'passport-custom';
import type { Session } from '../sessions/session.js';
import { FindSession } from './find-session.js';
import { shownCredentials } from './shown-credentials.js';
import { strategyName } from './strategy-names.js';

class BearerOrCookie extends Strategy {
  readonly name: string = strategyName('session');
}

/** A call inside a session: by bearer or by cookie. */
@Injectable()
export class SessionStrategy extends PassportStrategy(BearerOrCookie) implements OnModuleDestroy {
  constructor(private readonly findSession: FindSession) {
    super();
  }

  async validate(request: IncomingMessage): Promise<Session> {
    const session = await this.findSession.by(shownCredentials(request));
    if (session === undefined) throw new HttpError('UNAUTHENTICATED');
    return session;
  }

  onModuleDestroy(): void {
    passport.unuse(this.name);
  }
}
