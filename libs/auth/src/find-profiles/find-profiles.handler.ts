import { FindProfiles } from '@maru/contracts';
import { Answers } from '@maru/ports';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { Profiles } from '../profiles/profiles.js';

@Controller()
export class FindProfilesHandler {
  constructor(private readonly profiles: Profiles) {}

  @Answers(FindProfiles)
  async handle({ userIds }: z.output<typeof FindProfiles.ask>): Promise<z.input<typeof FindProfiles.answer>> {
    if (userIds.length === 0) return { profiles: [] };
    const found = await this.profiles.findAll(userIds);
    return { profiles: found.map(({ userId, displayName }) => ({ userId, displayName })) };
  }
}
