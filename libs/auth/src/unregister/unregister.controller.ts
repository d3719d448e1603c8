import type { ServerResponse } from 'node:http';
import { UnregisterBody } from '@maru/contracts';
import { ZodBody } from '@maru/edge';
import { Controller, HttpCode, Post, Res, UseGuards } from '@nestjs/common';
import type { z } from 'zod';
import { Caller } from '../credentials/caller.js';
import { SessionCookie } from '../credentials/session-cookie.js';
import { SessionGuard } from '../credentials/session.guard.js';
import type { Session } from '../sessions/session.js';
import { UnregisterHandler } from './unregister.handler.js';

@Controller('unregister')
@UseGuards(SessionGuard)
export class UnregisterController {
  constructor(
    private readonly handler: UnregisterHandler,
    private readonly cookie: SessionCookie,
  ) {}

  @Post()
  @HttpCode(200)
  async unregister(
    @Caller() session: Session,
    @ZodBody(UnregisterBody) { password }: z.output<typeof UnregisterBody>,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<void> {
    await this.handler.handle(session, password);
    this.cookie.clear(response);
  }
}
