import { HttpError, type Person, userEvents, usernameKey } from '@maru/contracts';
import { Clock, forUpdate, Ids, recordOf, type Unit, UnitOfWork } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { isGuestsName } from '../admit-guest/admit-guest.handler.js';
import { GuestEntity } from '../admit-guest/guest.entity.js';
import { UserEntity } from '../user.entity.js';
import { Users } from '../users.js';

@Injectable()
export class NewAccounts {
  constructor(
    private readonly users: Users,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** Somebody has the name, or had it, or a guest has one that people would take for it. */
  async isTaken(username: string): Promise<boolean> {
    return (await this.users.findByName(username)) !== null || (await isGuestsName(this.unitOfWork, username));
  }

  /** With what else is to be kept of it, or not at all. The unique key of the name decides between two accounts, the look at the other's key between an account and a guest. */
  insert(username: string, password: string, also: (unit: Unit, person: Person) => Promise<void>): Promise<Person> {
    return this.unitOfWork.run(async (unit) => {
      const looksLike = { where: { likeness: usernameKey(username) }, ...forUpdate(unit.manager) };
      if ((await unit.manager.findOne(GuestEntity, looksLike)) !== null) throw new HttpError('USERNAME_TAKEN');
      const at = this.clock.now();
      const row = { username, usernameKey: usernameKey(username), password, createdAt: at, unregisteredAt: null };
      const { userId } = await unit.manager.save(UserEntity, row);
      await also(unit, { userId, username });
      unit.publish(recordOf(userEvents, { type: 'UserRegistered', v: 1, eventId: this.ids.unique(), at, userId, username }));
      return { userId, username };
    });
  }
}
