import { channelCommands } from '@maru/contracts';
import { On, type Unit } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { encode } from '../channel.frames.js';
import { ChannelEntity } from '../channel.entity.js';
import { checkOwner } from '../channel.repository.js';
import { type Answered, type CommandOf, Commands, socketOf } from '../commands.js';
import { MembershipNews } from '../membership-news.js';
import { titleKey } from '../title-key.js';

@Controller()
export class UpdateChannelHandler {
  constructor(
    private readonly commands: Commands,
    private readonly news: MembershipNews,
  ) {}

  @On(channelCommands, 'UpdateChannel')
  async handle(command: CommandOf<'UpdateChannel'>): Promise<void> {
    await this.commands.answer(command, (unit) => this.update(unit, command));
  }

  private async update(unit: Unit, command: CommandOf<'UpdateChannel'>): Promise<Answered> {
    const { channelId, asker } = command;
    const { channel } = await checkOwner(unit.manager, channelId, asker.userId);
    const title = command.title ?? channel.title;
    const isPublic = command.public ?? channel.public;
    await unit.manager.update(ChannelEntity, { channelId }, { title, titleKey: titleKey(title), public: isPublic });
    this.news.tell(unit, { type: 'ChannelUpdated', channelId, title, public: isPublic });
    const about = { channelId: { id: channelId }, title, public: isPublic };
    unit.deliver({ kind: 'channel', channelId, frame: encode({ type: 'NOTIFY_CHANNEL', ...about }), except: socketOf(command) });
    return { frame: { type: 'UPDATE_CHANNEL_RESPONSE', ...about } };
  }
}
