import { DomainError, FindProfiles } from '@maru/contracts';
import { Queries, QueryUnavailable } from '@maru/ports';
import { Injectable } from '@nestjs/common';

/** How people are called beside their usernames, which their accounts know. */
@Injectable()
export class Profiles {
  constructor(private readonly queries: Queries) {}

  async namesOf(userIds: number[]): Promise<ReadonlyMap<number, string>> {
    if (userIds.length === 0) return new Map();
    try {
      const { profiles } = await this.queries.ask(FindProfiles, { userIds });
      return new Map(profiles.map(({ userId, displayName }) => [userId, displayName]));
    } catch (error) {
      throw error instanceof QueryUnavailable ? new DomainError('UNAVAILABLE') : error;
    }
  }
}
