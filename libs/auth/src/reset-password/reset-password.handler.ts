import { ResetPassword } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { IsNull } from 'typeorm';
import type { z } from 'zod';
import { isCommonPassword } from '../passwords/common-passwords.js';
import { PasswordHasher } from '../passwords/password-hasher.js';
import { EndSessions } from '../sessions/end-sessions.js';
import { Sessions } from '../sessions/sessions.js';
import { UserEntity } from '../user.entity.js';
import { Users } from '../users.js';

/** An operator's: whoever asks has shown no password. */
@Controller()
export class ResetPasswordHandler {
  constructor(
    private readonly users: Users,
    private readonly hasher: PasswordHasher,
    private readonly unitOfWork: UnitOfWork,
    private readonly sessions: Sessions,
    private readonly endSessions: EndSessions,
  ) {}

  @Answers(ResetPassword)
  async handle({ username, newPassword }: z.output<typeof ResetPassword.ask>): Promise<z.input<typeof ResetPassword.answer>> {
    const user = await this.users.findByName(username);
    if (user === null || user.unregisteredAt !== null) return { outcome: 'no-account', endedSessions: 0 };
    if (isCommonPassword(newPassword) || !newPassword.isWellFormed()) return { outcome: 'bad-password', endedSessions: 0 };
    const { userId } = user;
    const password = await this.hasher.hash(newPassword);
    const living = await this.sessions.list(userId);
    // Before it is written: if we died in between, no session of the old password would outlive it. And after it: a login may be under way.
    await this.endSessions.endAll(userId);
    const { affected } = await this.unitOfWork.run(({ manager }) =>
      manager.update(UserEntity, { userId, unregisteredAt: IsNull() }, { password }),
    );
    await this.endSessions.endAll(userId);
    return { outcome: affected === 1 ? 'reset' : 'no-account', endedSessions: living.length };
  }
}
