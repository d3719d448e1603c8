/** Whether a person still wants to be told: a member, not silenced, and has not read it elsewhere. */
import { FindNotified, FindReadPointers } from '@maru/contracts';
import { Queries } from '@maru/ports';
import { Injectable } from '@nestjs/common';

export interface Wanted {
  readonly title: string;
  readonly lastReadMessageSequence: number;
}

@Injectable()
export class StillWanted {
  constructor(private readonly queries: Queries) {}

  /** Of these people of one channel, those who want to be told of what is newer than they have read. */
  async find(channelId: number, userIds: readonly number[]): Promise<Map<number, Wanted>> {
    const { title, members } = await this.queries.ask(FindNotified, { channelId });
    const notified = new Set(members.map(({ userId }) => userId));
    const asked = userIds.filter((userId) => notified.has(userId));
    const { pointers } = await this.queries.ask(FindReadPointers, { channelId, userIds: asked });
    return new Map(pointers.map(({ userId, lastReadMessageSequence }) => [userId, { title, lastReadMessageSequence }]));
  }
}
