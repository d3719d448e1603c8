import { HttpError } from '@maru/contracts';
import { Injectable } from '@nestjs/common';
import type { Session } from '../sessions/session.js';
import { Sessions } from '../sessions/sessions.js';
import type { UserEntity } from '../user.entity.js';
import { Users } from '../users.js';

@Injectable()
export class LoginHandler {
  constructor(
    private readonly users: Users,
    private readonly sessions: Sessions,
  ) {}

  /** For an account whose password was shown. */
  async handle(user: UserEntity, userAgent: string): Promise<{ session: Session; secret: string }> {
    const opened = await this.sessions.open(user, userAgent);
    // Whoever changes the password, or unregisters, ends all sessions that are there after it is written: so either he finds
    // this one, or it finds what he wrote.
    const now = await this.users.find(user.userId);
    if (now?.password === user.password) return opened;
    await this.sessions.remove(opened.session);
    throw new HttpError('BAD_CREDENTIALS');
  }
}
