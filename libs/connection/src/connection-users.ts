import { normalizeInviteCode, type Person, Username, usernameKey } from '@maru/contracts';
import { forUpdate, Ids, UnitOfWork } from '@maru/ports';
import type { EntityManager } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { ConnectionUserEntity } from './connection-user.entity.js';

/** People as this service knows them. */
@Injectable()
export class ConnectionUsers {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: Ids,
  ) {}

  /** The row of one who asks. It is made here if his frame has overtaken the news that he registered. */
  async ensure(person: Person): Promise<ConnectionUserEntity> {
    const { userId } = person;
    const known = await this.unitOfWork.fresh.findOneBy(ConnectionUserEntity, { userId });
    if (known !== null) return known;
    await this.unitOfWork.run((unit) => insertIfAbsent(unit.manager, person, this.ids.inviteCode()));
    return this.unitOfWork.fresh.findOneByOrFail(ConnectionUserEntity, { userId });
  }

  /** Whose name this is, however it is written. He may have left: the name stays his. */
  async findByName(name: string): Promise<ConnectionUserEntity | undefined> {
    if (!Username.safeParse(name).success) return undefined;
    const key = usernameKey(name);
    const found = await this.unitOfWork.fresh.findOneBy(ConnectionUserEntity, { usernameKey: key });
    // Compared once more, because some databases compare texts more generously than names are.
    return found !== null && found.usernameKey === key ? found : undefined;
  }

  async findByInviteCode(typed: string): Promise<ConnectionUserEntity | undefined> {
    const inviteCode = normalizeInviteCode(typed);
    if (inviteCode === undefined) return undefined;
    return (await this.unitOfWork.fresh.findOneBy(ConnectionUserEntity, { inviteCode })) ?? undefined;
  }
}

/** Whether the account has been given up. */
export function hasLeft(user: ConnectionUserEntity): boolean {
  return user.inviteCode === null;
}

export async function insertIfAbsent(manager: EntityManager, person: Person, inviteCode: string | null): Promise<void> {
  const { userId, username } = person;
  const row = { userId, username, usernameKey: usernameKey(username), inviteCode, codeCommandId: null, connectionCount: 0 };
  await manager.createQueryBuilder().insert().into(ConnectionUserEntity).values(row).orIgnore().updateEntity(false).execute();
}

/** Held until the unit ends, in the order of ids, as everybody takes them. The first statement of its unit. */
export async function lockUsers(manager: EntityManager, userIds: readonly number[]): Promise<Map<number, ConnectionUserEntity>> {
  const users = await manager.find(ConnectionUserEntity, {
    where: { userId: In([...userIds]) },
    order: { userId: 'ASC' },
    ...forUpdate(manager),
  });
  return new Map(users.map((user) => [user.userId, user]));
}
