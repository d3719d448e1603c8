import { DomainError, FetchUserInviteCodeQuery } from '@maru/contracts';
import type { Person } from '@maru/contracts';
import { Answers } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { ConnectionUsers } from '../connection-users.js';

@Controller()
export class FetchUserInviteCodeHandler {
  constructor(private readonly users: ConnectionUsers) {}

  @Answers(FetchUserInviteCodeQuery)
  async handle({ person }: { person: Person }): Promise<{ inviteCode: string }> {
    const { inviteCode } = await this.users.ensure(person);
    if (inviteCode === null) throw new DomainError('UNAVAILABLE');
    return { inviteCode };
  }
}
