import { HttpError } from '@maru/contracts';
import { Injectable } from '@nestjs/common';
import type { Session } from '../sessions/session.js';
import { PasswordTries } from '../throttling/password-tries.js';
import { Users } from '../users.js';
import { PasswordHasher } from './password-hasher.js';

/** A session is not enough for what cannot be taken back: it may be stolen. */
@Injectable()
export class CheckPassword {
  constructor(
    private readonly users: Users,
    private readonly hasher: PasswordHasher,
    private readonly tries: PasswordTries,
  ) {}

  /** Resolves to its hash, where this is the password of the session's account. */
  async of(session: Session, password: string): Promise<string> {
    await this.tries.countInSession(session);
    const user = await this.users.find(session.userId);
    if (user?.password == null || !(await this.hasher.verify(user.password, password)))
      throw new HttpError('BAD_CREDENTIALS', { status: 403 });
    return user.password;
  }
}
