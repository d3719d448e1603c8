import { HttpError, type RegisterBody } from '@maru/contracts';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { refuseBadPassword } from '../passwords/common-passwords.js';
import { PasswordHasher } from '../passwords/password-hasher.js';
import { NewAccounts } from './new-accounts.js';

@Injectable()
export class RegisterHandler {
  constructor(
    private readonly accounts: NewAccounts,
    private readonly hasher: PasswordHasher,
  ) {}

  async handle({ username, password }: z.output<typeof RegisterBody>): Promise<void> {
    refuseBadPassword('password', password);
    // Before the hashing, which costs; the unique key decides.
    await this.refuseTaken(username);
    const passwordHash = await this.hasher.hash(password);
    try {
      await this.accounts.insert(username, passwordHash, async () => undefined);
    } catch (error) {
      await this.refuseTaken(username);
      throw error;
    }
  }

  private async refuseTaken(username: string): Promise<void> {
    if (await this.accounts.isTaken(username)) throw new HttpError('USERNAME_TAKEN');
  }
}
