import { channelCommands, DomainError, normalizeInviteCode } from '@maru/contracts';
import { forUpdate, On, type Unit, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import type { FindOptionsWhere } from 'typeorm';
import { notifyJoin } from '../channel.frames.js';
import { ChannelEntity } from '../channel.entity.js';
import { findMember, findOther, lockChannel } from '../channel.repository.js';
import { type Answered, type CommandOf, Commands, socketOf } from '../commands.js';
import { MembershipNews } from '../membership-news.js';
import { Memberships } from '../memberships.js';
import { Neighbours } from '../neighbours.js';

type Join = CommandOf<'Join'>;

@Controller()
export class JoinHandler {
  constructor(
    private readonly commands: Commands,
    private readonly unitOfWork: UnitOfWork,
    private readonly memberships: Memberships,
    private readonly neighbours: Neighbours,
    private readonly news: MembershipNews,
  ) {}

  @On(channelCommands, 'Join')
  async handle(command: Join): Promise<void> {
    const where = doorOf(command);
    await this.commands.answerAfter(
      command,
      () => this.findLastSequence(where),
      (unit, lastSequence) => this.join(unit, command, where, lastSequence),
    );
  }

  /** Where the newcomer finds the channel's messages. Nobody writes in a channel that is not there. */
  private async findLastSequence(where: Door): Promise<number> {
    const channel = where && (await this.unitOfWork.fresh.findOne(ChannelEntity, { where }));
    return channel ? (await this.neighbours.findReadPointers(channel.channelId, [])).lastMessageSequence : 0;
  }

  private async join(unit: Unit, command: Join, where: Door, lastSequence: number): Promise<Answered> {
    const { manager } = unit;
    const { userId, username } = command.asker;
    const channel = where && (await lockChannel(manager, where));
    const member = channel && (await findMember(manager, channel.channelId, userId, forUpdate(manager)));
    if (channel && member) return answerOf(channel, await findOther(manager, { channel, member }));
    if (command.channelId === undefined && !channel) throw new DomainError('UNKNOWN_INVITE_CODE');
    if (!channel || (command.channelId !== undefined && !channel.public)) throw new DomainError('NOT_A_MEMBER');

    this.memberships.checkRoom(channel, 1);
    await this.memberships.checkLimit(manager, [userId]);
    await this.memberships.add(manager, channel, [{ person: command.asker, role: 'MEMBER' }], lastSequence);
    const { channelId } = channel;
    this.news.admit(unit, channel, [command.asker], false);
    this.news.tell(unit, { type: 'MemberJoined', channelId, member: { userId, username } });
    unit.deliver({ kind: 'channel', channelId, frame: notifyJoin(channel, username), except: socketOf(command) });
    return answerOf(channel);
  }
}

type Door = FindOptionsWhere<ChannelEntity> | undefined;

/** Undefined for a text that cannot be a code. */
function doorOf({ channelId, inviteCode }: Join): Door {
  if (channelId !== undefined) return { channelId };
  const code = normalizeInviteCode(inviteCode ?? '');
  return code === undefined ? undefined : { inviteCode: code };
}

function answerOf({ channelId, title, kind }: ChannelEntity, other?: string): Answered {
  return { frame: { type: 'JOIN_RESPONSE', channelId: { id: channelId }, title, kind }, with: other };
}
