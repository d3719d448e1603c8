import { channelCommands } from '@maru/contracts';
import { On } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { ActiveChannels } from '../active-channels.js';
import { type CommandOf, Commands } from '../commands.js';

@Controller()
export class LeaveHandler {
  constructor(
    private readonly commands: Commands,
    private readonly activeChannels: ActiveChannels,
  ) {}

  @On(channelCommands, 'Leave')
  async handle(command: CommandOf<'Leave'>): Promise<void> {
    const { userId, sessionId } = command.asker;
    await this.commands.answer(command, async (unit) => {
      await this.activeChannels.leave(userId, sessionId);
      unit.deliver({ kind: 'active', userId, sessionId });
      return { frame: { type: 'LEAVE_RESPONSE' } };
    });
  }
}
