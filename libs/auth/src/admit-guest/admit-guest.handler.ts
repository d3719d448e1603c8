import { AdmitGuest, type GuestAdmitted, type Person, usernameKey } from '@maru/contracts';
import { Answers, Clock, forUpdate, KeyValue, LIMITS, type Limits, UnitOfWork } from '@maru/ports';
import { Controller, Inject } from '@nestjs/common';
import type { z } from 'zod';
import { perMinute } from '../throttling/buckets.js';
import { networkOf } from '../throttling/network.js';
import { UserEntity } from '../user.entity.js';
import { GuestEntity } from './guest.entity.js';
import { guestKey, isGuestName, likenessOf } from './guest-names.js';

type Asked = z.output<typeof AdmitGuest.ask>;

@Controller()
export class AdmitGuestHandler {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly keyValue: KeyValue,
    private readonly clock: Clock,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  /** Looked up each time: whoever has signed up meanwhile is taken for nobody else. */
  @Answers(AdmitGuest)
  async handle({ name, wish, address }: Asked): Promise<GuestAdmitted> {
    if (!isGuestName(name)) return { refused: 'BAD_NAME' };
    const likeness = likenessOf(name);
    if ((await this.unitOfWork.fresh.countBy(UserEntity, { usernameKey: likeness })) > 0) return { refused: 'OF_AN_ACCOUNT' };
    const known = await this.find(name);
    if (known !== undefined) return wish === 'make' ? { refused: 'TAKEN' } : { guest: known };
    if (wish === 'find') return { refused: 'UNKNOWN' };
    const taken = await this.keyValue.takeToken(`auth:bucket:{guests:${networkOf(address)}}`, perMinute(this.limits.guestsPerMinute));
    if (!taken.allowed) return { refused: 'RATE_LIMITED', retryAfterMs: taken.retryAfterMs };
    return await this.make(name, likeness, wish);
  }

  private async find(name: string): Promise<Person | undefined> {
    const user = await this.unitOfWork.fresh.findOneBy(UserEntity, { usernameKey: guestKey(name) });
    return user === null ? undefined : { userId: user.userId, username: user.username };
  }

  private async make(name: string, likeness: string, wish: Asked['wish']): Promise<GuestAdmitted> {
    try {
      const guest = await this.insert(name, likeness);
      return guest === undefined ? { refused: 'OF_AN_ACCOUNT' } : { guest };
    } catch (error) {
      // Of two who come with one name at the same time, one made it.
      const known = await this.find(name);
      if (known === undefined) throw error;
      return wish === 'make' ? { refused: 'TAKEN' } : { guest: known };
    }
  }

  /** Nobody is told: to services he is a member where he is one, and else nobody. Undefined: an account has the name since a moment. */
  private insert(name: string, likeness: string): Promise<Person | undefined> {
    return this.unitOfWork.run(async ({ manager }) => {
      if ((await manager.findOne(UserEntity, { where: { usernameKey: likeness }, ...forUpdate(manager) })) !== null) return undefined;
      const row = { username: name, usernameKey: guestKey(name), password: null, createdAt: this.clock.now(), unregisteredAt: null };
      const { userId } = await manager.save(UserEntity, row);
      await manager.insert(GuestEntity, { userId, likeness });
      return { userId, username: name };
    });
  }
}

/** Whether a guest has a name that people would take for this one. */
export async function isGuestsName(unitOfWork: UnitOfWork, username: string): Promise<boolean> {
  return (await unitOfWork.fresh.countBy(GuestEntity, { likeness: usernameKey(username) })) > 0;
}
