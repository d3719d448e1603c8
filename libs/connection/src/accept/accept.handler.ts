import { connectionCommands, connectionEvents, DomainError } from '@maru/contracts';
import type { AcceptCommand } from '@maru/contracts';
import { answering } from '@maru/edge';
import { Delivery, LIMITS, On, recordOf, UnitOfWork } from '@maru/ports';
import type { Limits } from '@maru/ports';
import { Controller, Inject } from '@nestjs/common';
import { answer, toMyOthers, toUser } from '../connection.deliveries.js';
import { ConnectionUsers } from '../connection-users.js';
import { DirectChannels } from '../direct-channels.js';
import { Pairs } from '../pairs.js';

@Controller()
export class AcceptHandler {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: ConnectionUsers,
    private readonly pairs: Pairs,
    private readonly directChannels: DirectChannels,
    private readonly delivery: Delivery,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  @On(connectionCommands, 'Accept')
  async handle(command: AcceptCommand): Promise<void> {
    await answering(this.delivery, command.asker, () => this.accept(command));
  }

  private async accept({ asker, commandId, username }: AcceptCommand): Promise<void> {
    const intent = { action: 'ACCEPT', commandId, asker } as const;
    const inviter = await this.users.findByName(username);
    if (inviter === undefined) throw new DomainError('NOT_INVITED');
    await this.pairs.foresee(inviter, intent);
    // They may have been friends before, and have a channel where writing has stopped.
    const channelId = await this.directChannels.findOrRefuse(asker.userId, inviter.userId);

    await this.unitOfWork.run(async (unit) => {
      const pair = await this.pairs.lock(unit, asker.userId, inviter.userId);
      const next = this.pairs.judge(pair, intent);
      if (next !== undefined) {
        const limit = this.limits.connections;
        if (pair.me.connectionCount >= limit || pair.other.connectionCount >= limit) throw new DomainError('CONNECTION_LIMIT');
        const fact = await this.pairs.change(unit, pair, next, { commandId });
        unit.publish(...this.directChannels.bar(channelId, false, fact.version));
        unit.publish(recordOf(connectionEvents, { type: 'ConnectionAccepted', ...fact }));
        unit.deliver(
          toUser(inviter.userId, { type: 'NOTIFY_ACCEPT', username: asker.username }),
          toMyOthers(asker, { type: 'NOTIFY_ACCEPT', username: inviter.username, by: asker.username }),
        );
      }
      unit.deliver(answer(asker, { type: 'ACCEPT_RESPONSE', username: inviter.username }));
    });
  }
}
