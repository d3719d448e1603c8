import { DomainError, FindDirectChannel, messageCommands } from '@maru/contracts';
import { Ids, Queries, QueryUnavailable, recordOf } from '@maru/ports';
import type { OutgoingRecord } from '@maru/ports';
import { Injectable } from '@nestjs/common';

/**
 * The channel where two friends talk. Writing there stops and starts with their connection: the change itself carries the word to the
 * message service, ahead of its answer, so that a message sent right behind the answer is judged rightly.
 */
@Injectable()
export class DirectChannels {
  constructor(
    private readonly queries: Queries,
    private readonly ids: Ids,
  ) {}

  /** Asked before the unit of work, which must not wait for others. A channel made since is brought into line by the channel service. */
  async find(one: number, another: number): Promise<number | undefined> {
    return (await this.queries.ask(FindDirectChannel, { userIds: [one, another] })).channelId;
  }

  /** The same for somebody who waits for an answer. */
  async findOrRefuse(one: number, another: number): Promise<number | undefined> {
    try {
      return await this.find(one, another);
    } catch (error) {
      if (error instanceof QueryUnavailable) throw new DomainError('UNAVAILABLE');
      throw error;
    }
  }

  /** To be published with the change; nothing where the two have no channel. */
  bar(channelId: number | undefined, barred: boolean, version: number): OutgoingRecord[] {
    if (channelId === undefined) return [];
    return [recordOf(messageCommands, { type: 'BarChannel', v: 1, commandId: this.ids.unique(), channelId, barred, version })];
  }
}
