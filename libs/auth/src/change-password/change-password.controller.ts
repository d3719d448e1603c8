import { PasswordBody } from '@maru/contracts';
import { ZodBody } from '@maru/edge';
import { Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import type { z } from 'zod';
import { Caller } from '../credentials/caller.js';
import { SessionGuard } from '../credentials/session.guard.js';
import type { Session } from '../sessions/session.js';
import { ChangePasswordHandler } from './change-password.handler.js';

@Controller('password')
@UseGuards(SessionGuard)
export class ChangePasswordController {
  constructor(private readonly handler: ChangePasswordHandler) {}

  @Post()
  @HttpCode(200)
  async changePassword(@Caller() session: Session, @ZodBody(PasswordBody) body: z.output<typeof PasswordBody>): Promise<void> {
    await this.handler.handle(session, body);
  }
}
