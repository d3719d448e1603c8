import { FetchPublicChannelsQuery, type Person, PUBLIC_CHANNELS_PAGE, type PublicChannelView } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { In } from 'typeorm';
import { ChannelUserEntity } from '../channel-user.entity.js';
import { ChannelEntity } from '../channel.entity.js';
import { decodeCursor, encodeCursor } from '../cursor.js';
import { titleKey } from '../title-key.js';

interface Asked {
  readonly person: Person;
  readonly query?: string | undefined;
  readonly cursor?: string | undefined;
}

@Controller()
export class FetchPublicChannelsHandler {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @Answers(FetchPublicChannelsQuery)
  async handle({ person, query, cursor }: Asked): Promise<{ channels: PublicChannelView[]; cursor?: string }> {
    const found = await this.find(query ?? '', cursor === undefined ? undefined : decodeCursor(cursor));
    const page = found.slice(0, PUBLIC_CHANNELS_PAGE);
    const joined = await this.findJoined(person.userId, page);
    const channels = page.map(({ channelId, title, headCount }) => ({
      channelId: { id: channelId },
      title,
      headCount,
      joined: joined.has(channelId),
    }));
    const last = found.length > page.length ? page.at(-1) : undefined;
    return last ? { channels, cursor: encodeCursor(last.channelId) } : { channels };
  }

  /** One more than a page, to know whether another follows. */
  private find(query: string, before: number | undefined): Promise<ChannelEntity[]> {
    const channels = this.unitOfWork.fresh
      .createQueryBuilder(ChannelEntity, 'channel')
      .where('channel.public = :public', { public: true })
      .orderBy('channel.channelId', 'DESC')
      .limit(PUBLIC_CHANNELS_PAGE + 1);
    if (before !== undefined) channels.andWhere('channel.channelId < :before', { before });
    if (query !== '') channels.andWhere(`channel.titleKey LIKE :pattern ESCAPE '!'`, { pattern: `%${escapeLike(titleKey(query))}%` });
    return channels.getMany();
  }

  private async findJoined(userId: number, channels: readonly ChannelEntity[]): Promise<Set<number>> {
    const channelId = In(channels.map((channel) => channel.channelId));
    const own = await this.unitOfWork.fresh.find(ChannelUserEntity, { select: { channelId: true }, where: { userId, channelId } });
    return new Set(own.map((member) => member.channelId));
  }
}

/** What is typed is searched for as it stands: no character of it is a wildcard. */
function escapeLike(text: string): string {
  return text.replaceAll(/[!%_]/g, '!$&');
}
