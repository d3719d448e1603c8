import { Settings } from '@maru/contracts';
import { ZodBody } from '@maru/edge';
import { Controller, Get, HttpCode, Post, UseGuards } from '@nestjs/common';
import { Caller } from '../credentials/caller.js';
import { SessionGuard } from '../credentials/session.guard.js';
import type { Session } from '../sessions/session.js';
import { UserSettings } from './user-settings.js';

@Controller('settings')
@UseGuards(SessionGuard)
export class SettingsController {
  constructor(private readonly settings: UserSettings) {}

  @Get()
  fetch(@Caller() { userId }: Session): Promise<Settings> {
    return this.settings.find(userId);
  }

  /** All of it: what is left out is chosen no more. */
  @Post()
  @HttpCode(200)
  async change(@Caller() { userId }: Session, @ZodBody(Settings) settings: Settings): Promise<Settings> {
    await this.settings.put(userId, settings);
    return settings;
  }
}
