import { type Person, type Profile, userEvents } from '@maru/contracts';
import { Clock, Ids, recordOf, UnitOfWork } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { UserProfileEntity } from './user-profile.entity.js';

/** How people are called beside their usernames. Others ask for it, or hear of each change. */
@Injectable()
export class Profiles {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async find(userId: number): Promise<Profile> {
    const [profile] = await this.findAll([userId]);
    return profile === undefined ? {} : { displayName: profile.displayName };
  }

  findAll(userIds: readonly number[]): Promise<UserProfileEntity[]> {
    return this.unitOfWork.fresh.findBy(UserProfileEntity, { userId: In([...userIds]) });
  }

  async put({ userId, username }: Person, { displayName }: Profile): Promise<Profile> {
    const profile = displayName ? { displayName } : {};
    await this.unitOfWork.run(async (unit) => {
      if (profile.displayName === undefined) await unit.manager.delete(UserProfileEntity, { userId });
      else await unit.manager.upsert(UserProfileEntity, { userId, displayName: profile.displayName }, ['userId']);
      const fact = { v: 1 as const, eventId: this.ids.unique(), at: this.clock.now(), userId, username };
      unit.publish(recordOf(userEvents, { type: 'ProfileChanged', ...fact, ...profile }));
    });
    return profile;
  }
}
