import { HttpError, type PasswordBody } from '@maru/contracts';
import { UnitOfWork } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { refuseBadPassword } from '../passwords/common-passwords.js';
import { CheckPassword } from '../passwords/check-password.js';
import { PasswordHasher } from '../passwords/password-hasher.js';
import { EndSessions } from '../sessions/end-sessions.js';
import type { Session } from '../sessions/session.js';
import { UserEntity } from '../user.entity.js';

@Injectable()
export class ChangePasswordHandler {
  constructor(
    private readonly checkPassword: CheckPassword,
    private readonly hasher: PasswordHasher,
    private readonly unitOfWork: UnitOfWork,
    private readonly endSessions: EndSessions,
  ) {}

  async handle(session: Session, { oldPassword, newPassword }: z.output<typeof PasswordBody>): Promise<void> {
    refuseBadPassword('newPassword', newPassword);
    const former = await this.checkPassword.of(session, oldPassword);
    const { userId } = session;
    const password = await this.hasher.hash(newPassword);
    // Before it is written: if we died in between, no session of the old password would outlive it. And after it: a login may be under way.
    await this.endSessions.endAll(userId, session);
    const { affected } = await this.unitOfWork.run(({ manager }) => manager.update(UserEntity, { userId, password: former }, { password }));
    if (affected !== 1) throw new HttpError('BAD_CREDENTIALS', { status: 403 });
    await this.endSessions.endAll(userId, session);
  }
}
