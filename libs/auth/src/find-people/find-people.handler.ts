import { FindPeople } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { In, IsNull, Not } from 'typeorm';
import type { z } from 'zod';
import { MailAccountEntity } from '../mail-accounts/mail-account.entity.js';
import { UserEntity } from '../user.entity.js';

@Controller()
export class FindPeopleHandler {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @Answers(FindPeople)
  async handle({ userIds }: z.output<typeof FindPeople.ask>): Promise<z.input<typeof FindPeople.answer>> {
    if (userIds.length === 0) return { people: [] };
    const { fresh } = this.unitOfWork;
    const users = await fresh.findBy(UserEntity, { userId: In(userIds), password: Not(IsNull()) });
    const byMail = new Set((await fresh.findBy(MailAccountEntity, { userId: In(userIds) })).map(({ userId }) => userId));
    return { people: users.map(({ userId, username }) => ({ userId, username, byMail: byMail.has(userId) })) };
  }
}
