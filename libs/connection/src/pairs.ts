import { type Asker, type ConnectionStatus, DomainError, type Person } from '@maru/contracts';
import { Clock, Ids, UnitOfWork } from '@maru/ports';
import type { EntityManager, Unit } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { type Action, countChange, type PairStatus, transition } from './connection-status.js';
import { ConnectionUserEntity } from './connection-user.entity.js';
import { hasLeft, lockUsers } from './connection-users.js';
import { UserConnectionEntity } from './user-connection.entity.js';

/** Two people as one of them sees it, and what is stored of them. */
export interface Pair {
  readonly me: ConnectionUserEntity;
  readonly other: ConnectionUserEntity;
  readonly connection: UserConnectionEntity | undefined;
}

/** What one of them wants. */
export interface Intent {
  readonly action: Action;
  readonly commandId: string;
  readonly asker: Asker;
}

/** The common part of every event of a pair. */
export interface PairFact {
  readonly v: 1;
  readonly eventId: string;
  readonly at: number;
  readonly partnerA: Person;
  readonly partnerB: Person;
  readonly version: number;
}

@Injectable()
export class Pairs {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** How the pair stands now. Refuses what would be refused, before anybody else is asked; whoever goes on judges again under the locks. */
  async foresee(other: ConnectionUserEntity, intent: Intent): Promise<PairStatus> {
    const connection = await findConnection(this.unitOfWork.fresh, intent.asker.userId, other.userId);
    judgeStored(connection, intent);
    return connection?.status ?? 'NONE';
  }

  /** Both rows are held until the unit ends, so nobody else changes the pair or either count. The first statement of its unit. */
  async lock(unit: Unit, myUserId: number, otherUserId: number): Promise<Pair> {
    const users = await lockUsers(unit.manager, [myUserId, otherUserId]);
    const [me, other] = [users.get(myUserId), users.get(otherUserId)];
    if (me === undefined || other === undefined) throw new Error(`no row of user ${me === undefined ? myUserId : otherUserId}`);
    return { me, other, connection: await findConnection(unit.manager, myUserId, otherUserId) };
  }

  /** What becomes of the pair, `undefined` if this very command has done it before, or the table's refusal thrown. */
  judge(pair: Pair, intent: Intent): ConnectionStatus | undefined {
    // With one who has left nobody is anything any more, even before his connections have been ended one by one.
    return judgeStored(hasLeft(pair.me) || hasLeft(pair.other) ? undefined : pair.connection, intent);
  }

  /** Stores the step with both counts. `by.commandId` is absent where no command asked for it. */
  async change(unit: Unit, pair: Pair, next: ConnectionStatus, by: { commandId?: string; inviterUserId?: number }): Promise<PairFact> {
    const [a, b] = pair.me.userId < pair.other.userId ? [pair.me, pair.other] : [pair.other, pair.me];
    const key = { partnerAUserId: a.userId, partnerBUserId: b.userId };
    const at = this.clock.now();
    const stored = {
      status: next,
      inviterUserId: by.inviterUserId ?? pair.connection?.inviterUserId ?? pair.me.userId,
      version: (pair.connection?.version ?? 0) + 1,
      lastCommandId: by.commandId ?? null,
      updatedAt: at,
    };
    if (pair.connection === undefined) await unit.manager.insert(UserConnectionEntity, { ...key, ...stored });
    else await unit.manager.update(UserConnectionEntity, key, stored);
    const counted = countChange(pair.connection?.status ?? 'NONE', next);
    if (counted !== 0) await unit.manager.increment(ConnectionUserEntity, { userId: In([a.userId, b.userId]) }, 'connectionCount', counted);
    return { v: 1, eventId: this.ids.unique(), at, partnerA: personOf(a), partnerB: personOf(b), version: stored.version };
  }
}

export async function findConnection(manager: EntityManager, one: number, another: number): Promise<UserConnectionEntity | undefined> {
  const key = { partnerAUserId: Math.min(one, another), partnerBUserId: Math.max(one, another) };
  return (await manager.findOneBy(UserConnectionEntity, key)) ?? undefined;
}

function judgeStored(connection: UserConnectionEntity | undefined, { action, commandId, asker }: Intent): ConnectionStatus | undefined {
  if (connection?.lastCommandId === commandId) return undefined;
  const step = transition(connection?.status ?? 'NONE', connection?.inviterUserId, asker.userId, action);
  if ('refused' in step) throw new DomainError(step.refused);
  return step.next;
}

function personOf({ userId, username }: ConnectionUserEntity): Person {
  return { userId, username };
}
