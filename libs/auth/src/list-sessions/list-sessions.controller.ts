import type { SessionsAnswer } from '@maru/contracts';
import { Controller, Get, UseGuards } from '@nestjs/common';
import type { z } from 'zod';
import { Caller } from '../credentials/caller.js';
import { SessionGuard } from '../credentials/session.guard.js';
import type { Session } from '../sessions/session.js';
import { Sessions } from '../sessions/sessions.js';

@Controller('sessions')
@UseGuards(SessionGuard)
export class ListSessionsController {
  constructor(private readonly sessions: Sessions) {}

  @Get()
  async listSessions(@Caller() caller: Session): Promise<z.input<typeof SessionsAnswer>> {
    const sessions = await this.sessions.list(caller.userId);
    return {
      sessions: sessions.map(({ sessionId, createdAt, lastSeenAt, userAgent }) => ({
        id: sessionId,
        current: sessionId === caller.sessionId,
        createdAt,
        lastSeenAt,
        userAgent,
      })),
    };
  }
}
