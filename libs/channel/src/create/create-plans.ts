import { DomainError, type Person, usernameKey } from '@maru/contracts';
import { UnitOfWork } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import type { ChannelEntity } from '../channel.entity.js';
import { findOther, readMembership } from '../channel.repository.js';
import type { CommandOf } from '../commands.js';
import { Neighbours } from '../neighbours.js';
import { RequestLog } from '../request-log.js';

type Create = CommandOf<'Create'>;

export type CreatePlan =
  | { readonly kind: 'REPEATED'; readonly channel: ChannelEntity; readonly with: string | undefined }
  | { readonly kind: 'GROUP'; readonly participants: readonly Person[] }
  | { readonly kind: 'DIRECT'; readonly other: Person; readonly version: number };

/** What a CREATE comes to, before anything is changed. */
@Injectable()
export class CreatePlans {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly requests: RequestLog,
    private readonly neighbours: Neighbours,
  ) {}

  async make(command: Create): Promise<CreatePlan> {
    const repeated = await this.findRepeated(command);
    if (repeated) return repeated;
    const participants = command.alone === true ? [] : await this.findParticipants(command);
    const [other] = participants;
    if (command.participantUsername === undefined || !other) return { kind: 'GROUP', participants };
    const { connected, version } = await this.neighbours.findConnection([command.asker.userId, other.userId]);
    if (!connected) throw new DomainError('NOT_CONNECTED');
    return { kind: 'DIRECT', other, version };
  }

  /** The channel that a CREATE with this `requestId` has made. Who quit it since means another one. */
  private async findRepeated({ asker, requestId }: Create): Promise<CreatePlan | undefined> {
    const { fresh } = this.unitOfWork;
    const channelId = requestId === undefined ? undefined : await this.requests.findCreated(fresh, asker.userId, requestId);
    if (channelId === undefined) return undefined;
    try {
      const membership = await readMembership(fresh, channelId, asker.userId);
      return { kind: 'REPEATED', channel: membership.channel, with: await findOther(fresh, membership) };
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  }

  /** Each a friend of the creator, or nothing comes of it. */
  private async findParticipants({ asker, participantUsername, participantUsernames }: Create): Promise<Person[]> {
    const direct = participantUsername !== undefined;
    const field = direct ? 'participantUsername' : 'participantUsernames';
    const names = new Map((direct ? [participantUsername] : (participantUsernames ?? [])).map((name) => [usernameKey(name), name]));
    if (names.size === 0) throw new DomainError('INVALID_FIELD', `${field}: is missing`);
    if (names.has(usernameKey(asker.username))) throw new DomainError('INVALID_FIELD', `${field}: must not be your own name`);
    const friends = await this.neighbours.findFriends(asker.userId, [...names.values()]);
    const found = new Map(friends.map((friend) => [usernameKey(friend.username), friend]));
    return [...names.keys()].map((key) => {
      const friend = found.get(key);
      if (!friend) throw new DomainError('NOT_CONNECTED');
      return friend;
    });
  }
}
