import { connectionCommands, connectionEvents, DomainError } from '@maru/contracts';
import type { RejectCommand } from '@maru/contracts';
import { answering } from '@maru/edge';
import { Delivery, On, recordOf, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { answer, toMyOthers } from '../connection.deliveries.js';
import { ConnectionUsers } from '../connection-users.js';
import { Pairs } from '../pairs.js';

/** The one who invited is not told. */
@Controller()
export class RejectHandler {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: ConnectionUsers,
    private readonly pairs: Pairs,
    private readonly delivery: Delivery,
  ) {}

  @On(connectionCommands, 'Reject')
  async handle(command: RejectCommand): Promise<void> {
    await answering(this.delivery, command.asker, () => this.reject(command));
  }

  private async reject({ asker, commandId, username }: RejectCommand): Promise<void> {
    const intent = { action: 'REJECT', commandId, asker } as const;
    const inviter = await this.users.findByName(username);
    if (inviter === undefined) throw new DomainError('NOT_INVITED');
    await this.pairs.foresee(inviter, intent);

    await this.unitOfWork.run(async (unit) => {
      const pair = await this.pairs.lock(unit, asker.userId, inviter.userId);
      const next = this.pairs.judge(pair, intent);
      if (next !== undefined) {
        const fact = await this.pairs.change(unit, pair, next, { commandId });
        unit.publish(recordOf(connectionEvents, { type: 'ConnectionRejected', ...fact, inviterUserId: inviter.userId }));
        unit.deliver(toMyOthers(asker, { type: 'NOTIFY_REJECT', username: inviter.username, by: asker.username }));
      }
      unit.deliver(answer(asker, { type: 'REJECT_RESPONSE', username: inviter.username, status: 'REJECTED' }));
    });
  }
}
