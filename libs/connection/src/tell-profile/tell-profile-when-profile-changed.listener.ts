import { type NotificationFrame, type ProfileChanged, userEvents } from '@maru/contracts';
import { On, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { toUser } from '../connection.deliveries.js';
import { findPartners } from '../partners.js';

/** Friends hear of it at once, and so do one's own sockets. Whoever only shares a channel finds it with the next list of its members. */
@Controller()
export class TellProfileWhenProfileChanged {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @On(userEvents, 'ProfileChanged')
  async handle({ userId, username, displayName }: ProfileChanged): Promise<void> {
    const friends = await findPartners(this.unitOfWork.fresh, userId, { statuses: ['ACCEPTED'] });
    const frame: NotificationFrame<'NOTIFY_PROFILE'> = { type: 'NOTIFY_PROFILE', username, displayName };
    await this.unitOfWork.run(async (unit) => {
      for (const hearer of [userId, ...friends.map((friend) => friend.userId)]) unit.deliver(toUser(hearer, frame));
    });
  }
}
