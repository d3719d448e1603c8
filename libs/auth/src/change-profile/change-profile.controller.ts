import { Profile } from '@maru/contracts';
import { ZodBody } from '@maru/edge';
import { LIMITS, type Limits } from '@maru/ports';
import { Controller, HttpCode, Inject, Post, UseGuards } from '@nestjs/common';
import { Caller } from '../credentials/caller.js';
import { SessionGuard } from '../credentials/session.guard.js';
import { Profiles } from '../profiles/profiles.js';
import type { Session } from '../sessions/session.js';
import { Buckets, perMinute } from '../throttling/buckets.js';

/** All friends are told of each change, so there are only so many of them. */
@Controller('profile')
@UseGuards(SessionGuard)
export class ChangeProfileController {
  constructor(
    private readonly profiles: Profiles,
    private readonly buckets: Buckets,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  @Post()
  @HttpCode(200)
  async change(@Caller() { userId, username }: Session, @ZodBody(Profile) profile: Profile): Promise<Profile> {
    await this.buckets.take(`profile:${userId}`, perMinute(this.limits.profilesPerMinute));
    return this.profiles.put({ userId, username }, profile);
  }
}
