import { connectionCommands, DomainError } from '@maru/contracts';
import type { ResetUserInviteCodeCommand } from '@maru/contracts';
import { answering } from '@maru/edge';
import { Delivery, Ids, On, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { answer } from '../connection.deliveries.js';
import { ConnectionUserEntity } from '../connection-user.entity.js';
import { ConnectionUsers, lockUsers } from '../connection-users.js';

/** The old code is dead with the answer. Invitations made by it stay. */
@Controller()
export class ResetUserInviteCodeHandler {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: ConnectionUsers,
    private readonly ids: Ids,
    private readonly delivery: Delivery,
  ) {}

  @On(connectionCommands, 'ResetUserInviteCode')
  async handle(command: ResetUserInviteCodeCommand): Promise<void> {
    await answering(this.delivery, command.asker, () => this.reset(command));
  }

  private async reset({ asker, commandId }: ResetUserInviteCodeCommand): Promise<void> {
    const { userId } = await this.users.ensure(asker);
    await this.unitOfWork.run(async (unit) => {
      const me = (await lockUsers(unit.manager, [userId])).get(userId);
      // Who has left must not get a living code again. Nobody waits for this answer: his sockets are closed.
      if (typeof me?.inviteCode !== 'string') throw new DomainError('UNAVAILABLE');
      const doneBefore = me.codeCommandId === commandId;
      const inviteCode = doneBefore ? me.inviteCode : this.ids.inviteCode();
      if (!doneBefore) await unit.manager.update(ConnectionUserEntity, { userId }, { inviteCode, codeCommandId: commandId });
      unit.deliver(answer(asker, { type: 'RESET_USER_INVITE_CODE_RESPONSE', inviteCode }));
    });
  }
}
