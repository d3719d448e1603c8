import { connectionCommands, connectionEvents, DomainError } from '@maru/contracts';
import type { InviteCommand } from '@maru/contracts';
import { answering } from '@maru/edge';
import { Delivery, On, recordOf, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { answer, toMyOthers, toUser } from '../connection.deliveries.js';
import { ConnectionUsers, hasLeft } from '../connection-users.js';
import { Pairs } from '../pairs.js';

/** Whoever knows my code may ask to be my friend. */
@Controller()
export class InviteHandler {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: ConnectionUsers,
    private readonly pairs: Pairs,
    private readonly delivery: Delivery,
  ) {}

  @On(connectionCommands, 'Invite')
  async handle(command: InviteCommand): Promise<void> {
    await answering(this.delivery, command.asker, () => this.invite(command));
  }

  private async invite({ asker, commandId, userInviteCode }: InviteCommand): Promise<void> {
    await this.users.ensure(asker);
    const invitee = await this.users.findByInviteCode(userInviteCode);
    const inviteCode = invitee?.inviteCode;
    if (invitee === undefined || typeof inviteCode !== 'string') throw new DomainError('UNKNOWN_INVITE_CODE');
    if (invitee.userId === asker.userId) throw new DomainError('SELF_INVITE');

    await this.unitOfWork.run(async (unit) => {
      const pair = await this.pairs.lock(unit, asker.userId, invitee.userId);
      if (pair.other.inviteCode !== inviteCode || hasLeft(pair.me)) throw new DomainError('UNKNOWN_INVITE_CODE');
      const next = this.pairs.judge(pair, { action: 'INVITE', commandId, asker });
      if (next !== undefined) {
        const fact = await this.pairs.change(unit, pair, next, { commandId, inviterUserId: asker.userId });
        unit.publish(recordOf(connectionEvents, { type: 'ConnectionInvited', ...fact, inviterUserId: asker.userId }));
        unit.deliver(
          toUser(invitee.userId, { type: 'ASK_INVITE', username: asker.username }),
          toMyOthers(asker, { type: 'NOTIFY_INVITE', username: invitee.username }),
        );
      }
      unit.deliver(answer(asker, { type: 'INVITE_RESPONSE', inviteCode, username: invitee.username, status: 'PENDING' }));
    });
  }
}
