import type { ConnectionStatus } from '@maru/contracts';
import type { EntityManager } from '@maru/ports';
import { ConnectionUserEntity } from './connection-user.entity.js';
import { UserConnectionEntity } from './user-connection.entity.js';

/** The other one of a pair, and how the pair stands. */
export interface Partner {
  readonly userId: number;
  readonly username: string;
  readonly usernameKey: string;
  readonly status: ConnectionStatus;
  readonly inviterUserId: number;
  readonly updatedAt: number;
}

export interface Wanted {
  readonly statuses?: readonly ConnectionStatus[];
  readonly usernameKeys?: readonly string[];
}

/** Everybody whom the user has had to do with, from either side of the pair. A side at a time, so that each has its index. */
export async function findPartners(manager: EntityManager, userId: number, wanted: Wanted = {}): Promise<Partner[]> {
  return [...(await findFrom('partnerAUserId', 'partnerBUserId')), ...(await findFrom('partnerBUserId', 'partnerAUserId'))];

  function findFrom(mine: string, theirs: string): Promise<Partner[]> {
    const query = manager
      .createQueryBuilder(UserConnectionEntity, 'pair')
      .innerJoin(ConnectionUserEntity, 'partner', `partner.userId = pair.${theirs}`)
      .select('partner.userId', 'userId')
      .addSelect('partner.username', 'username')
      .addSelect('partner.usernameKey', 'usernameKey')
      .addSelect('pair.status', 'status')
      .addSelect('pair.inviterUserId', 'inviterUserId')
      .addSelect('pair.updatedAt', 'updatedAt')
      .where(`pair.${mine} = :userId`, { userId });
    if (wanted.statuses !== undefined) query.andWhere('pair.status IN (:...statuses)', { statuses: wanted.statuses });
    if (wanted.usernameKeys !== undefined) query.andWhere('partner.usernameKey IN (:...keys)', { keys: wanted.usernameKeys });
    return query.getRawMany<Partner>();
  }
}
