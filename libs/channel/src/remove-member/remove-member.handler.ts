import { channelCommands } from '@maru/contracts';
import { On, type Unit } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { ActiveChannels } from '../active-channels.js';
import { notifyQuit } from '../channel.frames.js';
import { checkOther, checkOwner } from '../channel.repository.js';
import { type Answered, type CommandOf, Commands, socketOf } from '../commands.js';
import { MembershipNews } from '../membership-news.js';
import { Memberships } from '../memberships.js';

@Controller()
export class RemoveMemberHandler {
  constructor(
    private readonly commands: Commands,
    private readonly memberships: Memberships,
    private readonly activeChannels: ActiveChannels,
    private readonly news: MembershipNews,
  ) {}

  @On(channelCommands, 'RemoveMember')
  async handle(command: CommandOf<'RemoveMember'>): Promise<void> {
    await this.commands.answer(command, (unit) => this.remove(unit, command));
  }

  private async remove(unit: Unit, command: CommandOf<'RemoveMember'>): Promise<Answered> {
    const { asker, channelId } = command;
    const { channel, member: owner } = await checkOwner(unit.manager, channelId, asker.userId);
    const removed = await checkOther(unit.manager, owner, command.username);
    await this.memberships.remove(unit.manager, channel, removed);
    await this.activeChannels.forget(removed.userId, channelId);
    // The removed is among those who hear it, and then hears nothing more.
    const frame = notifyQuit(channelId, removed.username, owner.username);
    unit.deliver({ kind: 'channel', channelId, frame, except: socketOf(command) });
    this.news.dismiss(unit, channel, removed, owner.userId);
    return { frame: { type: 'REMOVE_MEMBER_RESPONSE', channelId: { id: channelId }, username: removed.username } };
  }
}
