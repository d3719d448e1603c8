import { FindQuietHours } from '@maru/contracts';
import { Answers } from '@maru/ports';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { UserSettings } from '../settings/user-settings.js';

@Controller()
export class FindQuietHoursHandler {
  constructor(private readonly settings: UserSettings) {}

  @Answers(FindQuietHours)
  async handle({ userIds }: z.output<typeof FindQuietHours.ask>): Promise<z.input<typeof FindQuietHours.answer>> {
    if (userIds.length === 0) return { users: [] };
    const found = await this.settings.findQuietHours(userIds);
    return { users: [...found].map(([userId, quietHours]) => ({ userId, quietHours })) };
  }
}
