import { HttpError, type MeAnswer } from '@maru/contracts';
import { Controller, Get, UseGuards } from '@nestjs/common';
import type { z } from 'zod';
import { Caller } from '../credentials/caller.js';
import { SessionGuard } from '../credentials/session.guard.js';
import { Profiles } from '../profiles/profiles.js';
import type { Session } from '../sessions/session.js';
import { Users } from '../users.js';

@Controller('me')
@UseGuards(SessionGuard)
export class FetchMeController {
  constructor(
    private readonly users: Users,
    private readonly profiles: Profiles,
  ) {}

  @Get()
  async fetchMe(@Caller() { userId, sessionId }: Session): Promise<z.input<typeof MeAnswer>> {
    const user = await this.users.find(userId);
    if (user === null) throw new HttpError('UNAUTHENTICATED');
    return { username: user.username, ...(await this.profiles.find(userId)), sessionId, createdAt: user.createdAt };
  }
}
