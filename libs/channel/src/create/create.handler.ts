import { channelCommands } from '@maru/contracts';
import { On, type Unit } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { ChannelBars } from '../bar-channel/channel-bars.js';
import { aboutChannel } from '../channel.frames.js';
import type { ChannelEntity } from '../channel.entity.js';
import { type Answered, type CommandOf, Commands } from '../commands.js';
import { RequestLog } from '../request-log.js';
import { CreateDirect } from './create-direct.js';
import { CreateGroup } from './create-group.js';
import { type CreatePlan, CreatePlans } from './create-plans.js';

@Controller()
export class CreateHandler {
  constructor(
    private readonly commands: Commands,
    private readonly plans: CreatePlans,
    private readonly requests: RequestLog,
    private readonly createGroup: CreateGroup,
    private readonly createDirect: CreateDirect,
    private readonly bars: ChannelBars,
  ) {}

  @On(channelCommands, 'Create')
  async handle(command: CommandOf<'Create'>): Promise<void> {
    const plan = await this.commands.answerAfter(
      command,
      () => this.plans.make(command),
      (unit, made) => this.create(unit, command, made),
    );
    // They may have parted while the channel was made, when nobody could know of it yet.
    if (plan?.kind === 'DIRECT') await this.bars.catchUp([command.asker.userId, plan.other.userId], plan.version);
  }

  private async create(unit: Unit, command: CommandOf<'Create'>, plan: CreatePlan): Promise<Answered> {
    if (plan.kind === 'REPEATED') return answerOf(plan.channel, plan.with);
    const channel =
      plan.kind === 'GROUP'
        ? await this.createGroup.create(unit, command, plan.participants)
        : await this.createDirect.create(unit, command, plan.other, plan.version);
    const { asker, requestId } = command;
    if (requestId !== undefined) await this.requests.keepCreated(unit.manager, asker.userId, requestId, channel.channelId);
    return answerOf(channel, plan.kind === 'DIRECT' ? plan.other.username : undefined);
  }
}

function answerOf(channel: ChannelEntity, other: string | undefined): Answered {
  return { frame: { type: 'CREATE_RESPONSE', ...aboutChannel(channel) }, with: other };
}
