import { Authenticate } from '@maru/contracts';
import { Answers } from '@maru/ports';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { FindSession } from '../credentials/find-session.js';
import { viewOf } from '../sessions/session.js';

@Controller()
export class AuthenticateHandler {
  constructor(private readonly findSession: FindSession) {}

  @Answers(Authenticate)
  async handle(shown: z.output<typeof Authenticate.ask>): Promise<z.input<typeof Authenticate.answer>> {
    const session = await this.findSession.by(shown);
    return session === undefined ? {} : { session: viewOf(session) };
  }
}
