import { HttpError, type RegisterBody, userEvents, usernameKey } from '@maru/contracts';
import { Clock, Ids, recordOf, UnitOfWork } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { isGuestsName } from '../admit-guest/admit-guest.handler.js';
import { refuseBadPassword } from '../passwords/common-passwords.js';
import { PasswordHasher } from '../passwords/password-hasher.js';
import { UserEntity } from '../user.entity.js';
import { Users } from '../users.js';

@Injectable()
export class RegisterHandler {
  constructor(
    private readonly users: Users,
    private readonly hasher: PasswordHasher,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async handle({ username, password }: z.output<typeof RegisterBody>): Promise<void> {
    refuseBadPassword('password', password);
    // Before the hashing, which costs; the unique key decides.
    await this.refuseTaken(username);
    const passwordHash = await this.hasher.hash(password);
    try {
      await this.insert(username, passwordHash);
    } catch (error) {
      await this.refuseTaken(username);
      throw error;
    }
  }

  private async refuseTaken(username: string): Promise<void> {
    const taken = (await this.users.findByName(username)) !== null || (await isGuestsName(this.unitOfWork, username));
    if (taken) throw new HttpError('USERNAME_TAKEN');
  }

  private insert(username: string, password: string): Promise<void> {
    return this.unitOfWork.run(async (unit) => {
      const at = this.clock.now();
      const row = { username, usernameKey: usernameKey(username), password, createdAt: at, unregisteredAt: null };
      const { userId } = await unit.manager.save(UserEntity, row);
      unit.publish(recordOf(userEvents, { type: 'UserRegistered', v: 1, eventId: this.ids.unique(), at, userId, username }));
    });
  }
}
