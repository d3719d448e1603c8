import type { IncomingMessage } from 'node:http';
import { HttpError } from '@maru/contracts';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy } from 'passport-local';
import { strategyName } from '../credentials/strategy-names.js';
import { PasswordHasher } from '../passwords/password-hasher.js';
import { PasswordTries } from '../throttling/password-tries.js';
import type { UserEntity } from '../user.entity.js';
import { Users } from '../users.js';
import { LoginOutcomes } from './login-outcomes.js';

class UsernameAndPassword extends Strategy {
  override readonly name: string = strategyName('local');
}

/** Whether the password is the account's. The answer and its time are the same where there is no such account. */
@Injectable()
export class LocalStrategy extends PassportStrategy(UsernameAndPassword) implements OnModuleDestroy {
  constructor(
    private readonly users: Users,
    private readonly hasher: PasswordHasher,
    private readonly tries: PasswordTries,
    private readonly outcomes: LoginOutcomes,
  ) {
    super({ passReqToCallback: true });
  }

  validate(request: IncomingMessage, username: string, password: string): Promise<UserEntity> {
    return this.outcomes.count(() => this.check(request, username, password));
  }

  private async check(request: IncomingMessage, username: string, password: string): Promise<UserEntity> {
    await this.tries.countLogin(username, request);
    const user = await this.users.findByName(username);
    const matches = await this.hasher.verify(user?.password, password);
    if (user === null || !matches) throw new HttpError('BAD_CREDENTIALS');
    return user;
  }

  onModuleDestroy(): void {
    passport.unuse(this.name);
  }
}
