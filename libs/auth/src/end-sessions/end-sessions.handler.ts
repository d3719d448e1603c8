import { EndSessions as EndSessionsQuery } from '@maru/contracts';
import { Answers } from '@maru/ports';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { EndSessions } from '../sessions/end-sessions.js';
import { Sessions } from '../sessions/sessions.js';
import { Users } from '../users.js';

/** An operator's: all of one account. */
@Controller()
export class EndSessionsHandler {
  constructor(
    private readonly users: Users,
    private readonly sessions: Sessions,
    private readonly endSessions: EndSessions,
  ) {}

  @Answers(EndSessionsQuery)
  async handle({ username }: z.output<typeof EndSessionsQuery.ask>): Promise<z.input<typeof EndSessionsQuery.answer>> {
    const user = await this.users.findByName(username);
    if (user === null) return { outcome: 'no-account', endedSessions: 0 };
    const living = await this.sessions.list(user.userId);
    await this.endSessions.end(...living);
    return { outcome: 'ended', endedSessions: living.length };
  }
}
