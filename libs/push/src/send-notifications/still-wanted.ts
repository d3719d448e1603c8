/** Whether a person still wants to be told: a member, not silenced, has not read it elsewhere, and wants no quiet at this hour. */
import { FindNotified, FindQuietHours, FindReadPointers, isQuiet } from '@maru/contracts';
import { Clock, Queries } from '@maru/ports';
import { Injectable } from '@nestjs/common';

export interface Wanted {
  readonly title: string;
  readonly lastReadMessageSequence: number;
}

@Injectable()
export class StillWanted {
  constructor(
    private readonly queries: Queries,
    private readonly clock: Clock,
  ) {}

  /** Of these people of one channel, those who want to be told of what is newer than they have read. */
  async find(channelId: number, userIds: readonly number[]): Promise<Map<number, Wanted>> {
    const { title, members } = await this.queries.ask(FindNotified, { channelId });
    const notified = new Set(members.map(({ userId }) => userId));
    const quiet = await this.findQuiet(userIds.filter((userId) => notified.has(userId)));
    const asked = userIds.filter((userId) => notified.has(userId) && !quiet.has(userId));
    const { pointers } = await this.queries.ask(FindReadPointers, { channelId, userIds: asked });
    return new Map(pointers.map(({ userId, lastReadMessageSequence }) => [userId, { title, lastReadMessageSequence }]));
  }

  private async findQuiet(userIds: readonly number[]): Promise<Set<number>> {
    const { users } = await this.queries.ask(FindQuietHours, { userIds: [...userIds] });
    const now = this.clock.now();
    return new Set(users.filter(({ quietHours }) => isQuiet(quietHours, now)).map(({ userId }) => userId));
  }
}
