import { TouchSession } from '@maru/contracts';
import { Answers } from '@maru/ports';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { viewOf } from '../sessions/session.js';
import { Sessions } from '../sessions/sessions.js';

@Controller()
export class TouchSessionHandler {
  constructor(private readonly sessions: Sessions) {}

  @Answers(TouchSession)
  async handle({ userId, sessionId, extend }: z.output<typeof TouchSession.ask>): Promise<z.input<typeof TouchSession.answer>> {
    const found = await this.sessions.find({ userId, sessionId });
    const session = found && extend ? await this.sessions.touch(found) : found;
    return session === undefined ? {} : { session: viewOf(session) };
  }
}
