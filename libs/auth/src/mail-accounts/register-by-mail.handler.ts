import { HttpError, NewPassword, RegisterByMail } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { PasswordHasher } from '../passwords/password-hasher.js';
import { NewAccounts } from '../register/new-accounts.js';
import { AddressLimits } from '../throttling/address-limits.js';
import { KnownNetworks } from '../throttling/known-networks.js';
import { MailAccountEntity } from './mail-account.entity.js';
import { emailKey, isEmail, nicknamesOf } from './mail-names.js';
import { orRefused } from './refusals.js';

type Asked = z.output<typeof RegisterByMail.ask>;
type Answer = z.input<typeof RegisterByMail.answer>;

@Controller()
export class RegisterByMailHandler {
  constructor(
    private readonly accounts: NewAccounts,
    private readonly hasher: PasswordHasher,
    private readonly unitOfWork: UnitOfWork,
    private readonly limits: AddressLimits,
    private readonly knownNetworks: KnownNetworks,
  ) {}

  @Answers(RegisterByMail)
  handle(asked: Asked): Promise<Answer> {
    return orRefused(() => this.register(asked));
  }

  private async register({ email, password, address }: Asked): Promise<Answer> {
    await this.limits.count('registersPerMinute', { address });
    if (!isEmail(email)) throw new HttpError('INVALID_BODY', { detail: 'email: must be an e-mail' });
    // Their sign-up says nothing of common passwords: only how long one must be.
    if (!NewPassword.safeParse(password).success || !password.isWellFormed())
      throw new HttpError('INVALID_BODY', { detail: 'password: must have 8 to 128 characters' });
    await this.refuseTaken(email);
    const passwordHash = await this.hasher.hash(password);
    const person = await this.insert(email, passwordHash);
    await this.knownNetworks.remember(person.username, { address });
    return { ...person, email };
  }

  private async insert(email: string, passwordHash: string) {
    for (const nickname of nicknamesOf(email)) {
      if (await this.accounts.isTaken(nickname)) continue;
      try {
        return await this.accounts.insert(nickname, passwordHash, async ({ manager }, { userId }) => {
          await manager.insert(MailAccountEntity, { userId, email, emailKey: emailKey(email) });
        });
      } catch (error) {
        // Another may have been quicker to have the e-mail, or only the name.
        await this.refuseTaken(email);
        if (!(await this.accounts.isTaken(nickname))) throw error;
      }
    }
    throw new HttpError('USERNAME_TAKEN');
  }

  private async refuseTaken(email: string): Promise<void> {
    const known = await this.unitOfWork.fresh.countBy(MailAccountEntity, { emailKey: emailKey(email) });
    if (known > 0) throw new HttpError('USERNAME_TAKEN', { detail: 'There is an account with this e-mail.' });
  }
}
