import { channelCommands } from '@maru/contracts';
import { On, type Unit } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { notifyRole } from '../channel.frames.js';
import { checkOther, checkOwner } from '../channel.repository.js';
import { type Answered, type CommandOf, Commands, socketOf } from '../commands.js';
import { MembershipNews } from '../membership-news.js';
import { Memberships } from '../memberships.js';

@Controller()
export class HandOverHandler {
  constructor(
    private readonly commands: Commands,
    private readonly memberships: Memberships,
    private readonly news: MembershipNews,
  ) {}

  @On(channelCommands, 'HandOver')
  async handle(command: CommandOf<'HandOver'>): Promise<void> {
    await this.commands.answer(command, (unit) => this.handOver(unit, command));
  }

  private async handOver(unit: Unit, command: CommandOf<'HandOver'>): Promise<Answered> {
    const { asker, channelId } = command;
    const { member: owner } = await checkOwner(unit.manager, channelId, asker.userId);
    const successor = await checkOther(unit.manager, owner, command.username);
    await this.memberships.setRole(unit.manager, successor, 'OWNER');
    await this.memberships.setRole(unit.manager, owner, 'MEMBER');
    const { userId, username } = successor;
    this.news.tell(unit, { type: 'OwnerChanged', channelId, owner: { userId, username } });
    const except = socketOf(command);
    unit.deliver(
      { kind: 'channel', channelId, frame: notifyRole(channelId, username, 'OWNER'), except },
      { kind: 'channel', channelId, frame: notifyRole(channelId, owner.username, 'MEMBER'), except },
    );
    return { frame: { type: 'HAND_OVER_RESPONSE', channelId: { id: channelId }, username } };
  }
}
