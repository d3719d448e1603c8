import type { ServerResponse } from 'node:http';
import { Controller, HttpCode, Post, Res, UseGuards } from '@nestjs/common';
import { Caller } from '../credentials/caller.js';
import { SessionCookie } from '../credentials/session-cookie.js';
import { SessionGuard } from '../credentials/session.guard.js';
import { EndSessions } from '../sessions/end-sessions.js';
import type { Session } from '../sessions/session.js';

@Controller('logout')
@UseGuards(SessionGuard)
export class LogoutController {
  constructor(
    private readonly endSessions: EndSessions,
    private readonly cookie: SessionCookie,
  ) {}

  @Post()
  @HttpCode(200)
  async logout(@Caller() session: Session, @Res({ passthrough: true }) response: ServerResponse): Promise<void> {
    await this.endSessions.end(session);
    this.cookie.clear(response);
  }
}
