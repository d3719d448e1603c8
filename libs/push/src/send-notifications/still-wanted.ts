/** Whether a person still wants to be told: a member, not silenced, and has not read it elsewhere. */
import { DomainError, FindNotified, FindReadPointers } from '@maru/contracts';
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
    const notified = await this.findNotified(channelId);
    if (notified === undefined) return new Map();
    const { pointers } = await this.queries.ask(FindReadPointers, { channelId, userIds: [...userIds] });
    const read = new Map(pointers.map(({ userId, lastReadMessageSequence }) => [userId, lastReadMessageSequence]));
    const members = new Set(notified.members.map(({ userId }) => userId));
    return new Map(
      userIds
        .filter((userId) => members.has(userId))
        .map((userId) => [userId, { title: notified.title, lastReadMessageSequence: read.get(userId) ?? 0 }]),
    );
  }

  private async findNotified(channelId: number): Promise<{ title: string; members: { userId: number }[] } | undefined> {
    try {
      return await this.queries.ask(FindNotified, { channelId });
    } catch (error) {
      if (error instanceof DomainError && error.code === 'NOT_A_MEMBER') return undefined;
      throw error;
    }
  }
}
