import { channelCommands } from '@maru/contracts';
import { On, type Unit, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { ActiveChannels } from '../active-channels.js';
import { checkMember, findOther, readMembership } from '../channel.repository.js';
import { type Answered, type CommandOf, Commands } from '../commands.js';
import { Neighbours } from '../neighbours.js';

interface Pointers {
  readonly lastReadMessageSequence: number;
  readonly lastMessageSequence: number;
}

@Controller()
export class EnterHandler {
  constructor(
    private readonly commands: Commands,
    private readonly unitOfWork: UnitOfWork,
    private readonly neighbours: Neighbours,
    private readonly activeChannels: ActiveChannels,
  ) {}

  @On(channelCommands, 'Enter')
  async handle(command: CommandOf<'Enter'>): Promise<void> {
    await this.commands.answerAfter(
      command,
      () => this.findPointers(command),
      (unit, pointers) => this.enter(unit, command, pointers),
    );
  }

  private async findPointers({ asker, channelId }: CommandOf<'Enter'>): Promise<Pointers> {
    await readMembership(this.unitOfWork.fresh, channelId, asker.userId);
    const { lastMessageSequence, pointers } = await this.neighbours.findReadPointers(channelId, [asker.userId]);
    return { lastReadMessageSequence: pointers[0]?.lastReadMessageSequence ?? lastMessageSequence, lastMessageSequence };
  }

  private async enter(unit: Unit, { asker, channelId }: CommandOf<'Enter'>, pointers: Pointers): Promise<Answered> {
    const { userId, sessionId } = asker;
    const membership = await checkMember(unit.manager, channelId, userId);
    await this.activeChannels.enter(userId, sessionId, channelId);
    unit.deliver({ kind: 'active', userId, sessionId, channelId });
    const { title } = membership.channel;
    return {
      frame: { type: 'ENTER_RESPONSE', channelId: { id: channelId }, title, ...pointers },
      with: await findOther(unit.manager, membership),
    };
  }
}
