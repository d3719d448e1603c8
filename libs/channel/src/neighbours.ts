import {
  AreConnected,
  DomainError,
  FindFriends,
  FindProfiles,
  FindReadPointers,
  FindUnread,
  type Person,
  type Query,
} from '@maru/contracts';
import { Queries, QueryUnavailable } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';

/** What this service must know from others before it does something. Where they do not answer, neither can it: `UNAVAILABLE`. */
@Injectable()
export class Neighbours {
  constructor(private readonly queries: Queries) {}

  async findFriends(userId: number, usernames: string[]): Promise<Person[]> {
    return (await this.ask(FindFriends, { userId, usernames })).friends;
  }

  findConnection(userIds: [number, number]): Promise<z.output<typeof AreConnected.answer>> {
    return this.ask(AreConnected, { userIds });
  }

  findReadPointers(channelId: number, userIds: number[]): Promise<z.output<typeof FindReadPointers.answer>> {
    return this.ask(FindReadPointers, { channelId, userIds });
  }

  /** How they are called beside their usernames. */
  async findNames(userIds: number[]): Promise<ReadonlyMap<number, string>> {
    const { profiles } = await this.ask(FindProfiles, { userIds });
    return new Map(profiles.map(({ userId, displayName }) => [userId, displayName]));
  }

  async findUnread(userId: number, channelIds: number[]): Promise<z.output<typeof FindUnread.answer>['channels']> {
    return (await this.ask(FindUnread, { userId, channelIds })).channels;
  }

  private async ask<A extends z.ZodType, R extends z.ZodType>(query: Query<A, R>, input: z.input<A>): Promise<z.output<R>> {
    try {
      return await this.queries.ask(query, input);
    } catch (error) {
      throw error instanceof QueryUnavailable ? new DomainError('UNAVAILABLE') : error;
    }
  }
}
