import { channelCommands } from '@maru/contracts';
import { On } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { checkMember } from '../channel.repository.js';
import { type CommandOf, Commands, socketOf } from '../commands.js';
import { QuitChannel } from './quit-channel.js';

@Controller()
export class QuitHandler {
  constructor(
    private readonly commands: Commands,
    private readonly quitChannel: QuitChannel,
  ) {}

  @On(channelCommands, 'Quit')
  async handle(command: CommandOf<'Quit'>): Promise<void> {
    const { asker, channelId } = command;
    await this.commands.answer(command, async (unit) => {
      const membership = await checkMember(unit.manager, channelId, asker.userId);
      await this.quitChannel.quit(unit, membership, socketOf(command));
      return { frame: { type: 'QUIT_RESPONSE', channelId: { id: channelId } } };
    });
  }
}
