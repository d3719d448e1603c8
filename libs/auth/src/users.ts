import { usernameKey } from '@maru/contracts';
import { UnitOfWork } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { UserEntity } from './user.entity.js';

/** Accounts as they are now, those that were given up too. */
@Injectable()
export class Users {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  find(userId: number): Promise<UserEntity | null> {
    return this.unitOfWork.fresh.findOneBy(UserEntity, { userId });
  }

  findByName(username: string): Promise<UserEntity | null> {
    return this.unitOfWork.fresh.findOneBy(UserEntity, { usernameKey: usernameKey(username) });
  }
}
