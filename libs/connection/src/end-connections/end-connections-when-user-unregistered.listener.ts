import { userEvents } from '@maru/contracts';
import type { UserUnregistered } from '@maru/contracts';
import { On, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { ConnectionUserEntity } from '../connection-user.entity.js';
import { insertIfAbsent, lockUsers } from '../connection-users.js';
import { DirectChannels } from '../direct-channels.js';
import { Parting } from '../disconnect/parting.js';
import { Pairs } from '../pairs.js';
import { findPartners, type Partner } from '../partners.js';

/** Small enough that others get their turn between two units. */
const PAIRS_PER_UNIT = 50;

/** Who gives up the account disconnects from everybody, and nobody reaches him by his code any more. */
@Controller()
export class EndConnectionsWhenUserUnregistered {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly pairs: Pairs,
    private readonly parting: Parting,
    private readonly directChannels: DirectChannels,
  ) {}

  /** Told twice, it goes on with what is left. */
  @On(userEvents, 'UserUnregistered')
  async handle({ userId, username }: UserUnregistered): Promise<void> {
    // First the code: from then on nothing begins with this person, so the list below is all there is.
    await this.unitOfWork.run(async ({ manager }) => {
      await insertIfAbsent(manager, { userId, username }, null);
      await manager.update(ConnectionUserEntity, { userId }, { inviteCode: null });
    });
    const partners = await findPartners(this.unitOfWork.fresh, userId, { statuses: ['PENDING', 'ACCEPTED', 'REJECTED'] });
    for (let at = 0; at < partners.length; at += PAIRS_PER_UNIT) await this.part(userId, partners.slice(at, at + PAIRS_PER_UNIT));
  }

  private async part(userId: number, partners: readonly Partner[]): Promise<void> {
    const channelIds = await Promise.all(
      partners.map(async (partner) => (partner.status === 'ACCEPTED' ? await this.directChannels.find(userId, partner.userId) : undefined)),
    );
    await this.unitOfWork.run(async (unit) => {
      await lockUsers(unit.manager, [userId, ...partners.map((partner) => partner.userId)]);
      for (const [at, partner] of partners.entries()) {
        const pair = await this.pairs.lock(unit, userId, partner.userId);
        if (pair.connection?.status !== 'DISCONNECTED') await this.parting.part(unit, pair, channelIds[at]);
      }
    });
  }
}
