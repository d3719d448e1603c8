import { UnitOfWork } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { directPairOf } from '../channel.entity.js';
import { lockChannel } from '../channel.repository.js';
import { MembershipNews } from '../membership-news.js';
import { Neighbours } from '../neighbours.js';

/** Writing in a direct channel goes with the connection of its two. */
@Injectable()
export class ChannelBars {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly neighbours: Neighbours,
    private readonly news: MembershipNews,
  ) {}

  async set([a, b]: readonly [number, number], barred: boolean, version: number): Promise<void> {
    await this.unitOfWork.run(async (unit) => {
      const channel = await lockChannel(unit.manager, { directPair: directPairOf(a, b) });
      if (channel) this.news.bar(unit, channel.channelId, barred, version);
    });
  }

  async catchUp(userIds: [number, number], knownVersion: number): Promise<void> {
    const { connected, version } = await this.neighbours.findConnection(userIds);
    if (version !== knownVersion) await this.set(userIds, !connected, version);
  }
}
