import { userEvents } from '@maru/contracts';
import type { UserRegistered } from '@maru/contracts';
import { On } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { ConnectionUsers } from '../connection-users.js';

/** Whoever registers has an invite code. */
@Controller()
export class AdmitUserWhenUserRegistered {
  constructor(private readonly users: ConnectionUsers) {}

  @On(userEvents, 'UserRegistered')
  async handle({ userId, username }: UserRegistered): Promise<void> {
    await this.users.ensure({ userId, username });
  }
}
