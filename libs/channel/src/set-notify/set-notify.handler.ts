import { channelCommands } from '@maru/contracts';
import { On } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { ChannelUserEntity } from '../channel-user.entity.js';
import { checkMember } from '../channel.repository.js';
import { encode } from '../channel.frames.js';
import { type CommandOf, Commands, socketOf } from '../commands.js';
import { MembershipNews } from '../membership-news.js';

@Controller()
export class SetNotifyHandler {
  constructor(
    private readonly commands: Commands,
    private readonly news: MembershipNews,
  ) {}

  @On(channelCommands, 'SetNotify')
  async handle(command: CommandOf<'SetNotify'>): Promise<void> {
    const { channelId, notify } = command;
    const { userId } = command.asker;
    await this.commands.answer(command, async (unit) => {
      await checkMember(unit.manager, channelId, userId);
      await unit.manager.update(ChannelUserEntity, { channelId, userId }, { notify });
      unit.deliver({
        kind: 'user',
        userId,
        frame: encode({ type: 'NOTIFY_LEVEL', channelId: { id: channelId }, notify }),
        except: socketOf(command),
      });
      this.news.tell(unit, { type: 'NotifyChanged', channelId, userId, notify });
      return { frame: { type: 'SET_NOTIFY_RESPONSE', channelId: { id: channelId }, notify } };
    });
  }
}
