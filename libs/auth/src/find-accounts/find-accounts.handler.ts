import { FindAccounts, usernameKey } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { Like, MoreThan, Not } from 'typeorm';
import type { z } from 'zod';
import { Sessions } from '../sessions/sessions.js';
import { UserEntity } from '../user.entity.js';

@Controller()
export class FindAccountsHandler {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sessions: Sessions,
  ) {}

  /** Those that were given up are among them; guests are not. */
  @Answers(FindAccounts)
  async handle(ask: z.output<typeof FindAccounts.ask>): Promise<z.input<typeof FindAccounts.answer>> {
    // Keys of guests begin with what no account's has.
    const named = { usernameKey: ask.username === undefined ? Not(Like('~%')) : usernameKey(ask.username) };
    const users = await this.unitOfWork.late.find(UserEntity, {
      where: { userId: MoreThan(ask.afterUserId), ...named },
      order: { userId: 'ASC' },
      take: ask.limit,
    });
    const accounts = users.map(async ({ userId, username, createdAt, unregisteredAt }) => ({
      userId,
      username,
      createdAt,
      ...(unregisteredAt === null ? {} : { unregisteredAt }),
      sessions: (await this.sessions.list(userId)).length,
    }));
    return { accounts: await Promise.all(accounts) };
  }
}
