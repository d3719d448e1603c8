import type { ServerResponse } from 'node:http';
import { HttpError } from '@maru/contracts';
import { Controller, Delete, Param, Res, UseGuards } from '@nestjs/common';
import { Caller } from '../credentials/caller.js';
import { SessionCookie } from '../credentials/session-cookie.js';
import { SessionGuard } from '../credentials/session.guard.js';
import { EndSessions } from '../sessions/end-sessions.js';
import type { Session } from '../sessions/session.js';
import { Sessions } from '../sessions/sessions.js';

@Controller('sessions')
@UseGuards(SessionGuard)
export class EndSessionController {
  constructor(
    private readonly sessions: Sessions,
    private readonly endSessions: EndSessions,
    private readonly cookie: SessionCookie,
  ) {}

  @Delete(':id')
  async endSession(
    @Caller() { userId, sessionId }: Session,
    @Param('id') id: string,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<void> {
    const session = await this.sessions.find({ userId, sessionId: id });
    if (session === undefined) throw new HttpError('NO_SUCH_SESSION');
    await this.endSessions.end(session);
    if (id === sessionId) this.cookie.clear(response);
  }
}
