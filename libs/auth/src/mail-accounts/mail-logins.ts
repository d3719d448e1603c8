import { HttpError } from '@maru/contracts';
import { UnitOfWork } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { LoginOutcomes } from '../login/login-outcomes.js';
import { PasswordHasher } from '../passwords/password-hasher.js';
import type { Calling } from '../throttling/caller-network.js';
import { PasswordTries } from '../throttling/password-tries.js';
import { UserEntity } from '../user.entity.js';
import { MailAccountEntity } from './mail-account.entity.js';
import { emailKey } from './mail-names.js';

/** Whether the password is the account's. The answer and its time are the same where nobody has this e-mail. */
@Injectable()
export class MailLogins {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly hasher: PasswordHasher,
    private readonly tries: PasswordTries,
    private readonly outcomes: LoginOutcomes,
  ) {}

  check(email: string, password: string, calling: Calling): Promise<UserEntity> {
    return this.outcomes.count(async () => {
      const user = await this.find(email);
      // Counted with the tries of its name: it is one account, and one password.
      await this.tries.countLogin(user?.username ?? email, calling);
      const matches = await this.hasher.verify(user?.password, password);
      if (user === null || !matches) throw new HttpError('BAD_CREDENTIALS', { detail: 'Wrong e-mail or password.' });
      return user;
    });
  }

  private find(email: string): Promise<UserEntity | null> {
    return this.unitOfWork.fresh
      .createQueryBuilder(UserEntity, 'user')
      .innerJoin(MailAccountEntity, 'mail', 'mail.userId = user.userId')
      .where('mail.emailKey = :emailKey', { emailKey: emailKey(email) })
      .getOne();
  }
}
