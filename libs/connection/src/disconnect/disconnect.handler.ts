import { connectionCommands, DomainError } from '@maru/contracts';
import type { DisconnectCommand } from '@maru/contracts';
import { answering } from '@maru/edge';
import { Delivery, On, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { answer, toMyOthers } from '../connection.deliveries.js';
import { ConnectionUsers } from '../connection-users.js';
import { DirectChannels } from '../direct-channels.js';
import { Pairs } from '../pairs.js';
import { Parting } from './parting.js';

/** Ends a friendship, which the other hears, or takes back a refusal, which he does not. */
@Controller()
export class DisconnectHandler {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: ConnectionUsers,
    private readonly pairs: Pairs,
    private readonly directChannels: DirectChannels,
    private readonly parting: Parting,
    private readonly delivery: Delivery,
  ) {}

  @On(connectionCommands, 'Disconnect')
  async handle(command: DisconnectCommand): Promise<void> {
    await answering(this.delivery, command.asker, () => this.disconnect(command));
  }

  private async disconnect({ asker, commandId, username }: DisconnectCommand): Promise<void> {
    const intent = { action: 'DISCONNECT', commandId, asker } as const;
    const other = await this.users.findByName(username);
    if (other === undefined) throw new DomainError('NOT_CONNECTED');
    const areFriends = (await this.pairs.foresee(other, intent)) === 'ACCEPTED';
    const channelId = areFriends ? await this.directChannels.findOrRefuse(asker.userId, other.userId) : undefined;

    await this.unitOfWork.run(async (unit) => {
      const pair = await this.pairs.lock(unit, asker.userId, other.userId);
      if (this.pairs.judge(pair, intent) !== undefined) {
        await this.parting.part(unit, pair, channelId, commandId);
        unit.deliver(toMyOthers(asker, { type: 'NOTIFY_DISCONNECT', username: other.username, by: asker.username }));
      }
      unit.deliver(answer(asker, { type: 'DISCONNECT_RESPONSE', username: other.username, status: 'DISCONNECTED' }));
    });
  }
}
