import { channelCommands } from '@maru/contracts';
import { Ids, On } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { ChannelEntity } from '../channel.entity.js';
import { checkOwner } from '../channel.repository.js';
import { type CommandOf, Commands } from '../commands.js';

@Controller()
export class ResetChannelInviteCodeHandler {
  constructor(
    private readonly commands: Commands,
    private readonly ids: Ids,
  ) {}

  @On(channelCommands, 'ResetChannelInviteCode')
  async handle(command: CommandOf<'ResetChannelInviteCode'>): Promise<void> {
    const { channelId, asker } = command;
    await this.commands.answer(command, async ({ manager }) => {
      await checkOwner(manager, channelId, asker.userId);
      const inviteCode = this.ids.inviteCode();
      await manager.update(ChannelEntity, { channelId }, { inviteCode });
      return { frame: { type: 'RESET_CHANNEL_INVITE_CODE_RESPONSE', channelId: { id: channelId }, inviteCode } };
    });
  }
}
