import { type ChannelView, cutCharacters, FetchChannelsQuery, LAST_MESSAGE_CHARACTERS, type Person } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { Neighbours } from '../neighbours.js';
import { findOpenChannels, type OpenChannel } from './open-channels.js';

type Unread = Awaited<ReturnType<Neighbours['findUnread']>>[number];

@Controller()
export class FetchChannelsHandler {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly neighbours: Neighbours,
  ) {}

  @Answers(FetchChannelsQuery)
  async handle({ person }: { person: Person }): Promise<{ channels: ChannelView[] }> {
    const open = await findOpenChannels(this.unitOfWork.fresh, person.userId);
    if (open.length === 0) return { channels: [] };
    const channelIds = open.map(({ channelId }) => channelId);
    const unread = await this.neighbours.findUnread(person.userId, channelIds);
    const states = new Map(unread.map((state) => [state.channelId, state]));
    const active = open.map((channel) => ({ channel, state: states.get(channel.channelId) }));
    const sorted = active.toSorted((a, b) => lastActivity(b) - lastActivity(a) || b.channel.channelId - a.channel.channelId);
    return { channels: sorted.map(view) };
  }
}

/** A channel that the message service has not heard of yet has no state, and no messages. */
interface Listed {
  readonly channel: OpenChannel;
  readonly state: Unread | undefined;
}

function lastActivity({ channel, state }: Listed): number {
  return Math.max(channel.createdAt, channel.joinedAt, state?.lastMessage?.createdAt ?? 0);
}

function view({ channel, state }: Listed): ChannelView {
  const { lastMessageSequence = 0, lastReadMessageSequence = 0, lastMessage } = state ?? {};
  return {
    channelId: { id: channel.channelId },
    title: channel.title,
    kind: channel.kind,
    public: channel.public,
    headCount: channel.headCount,
    with: channel.with,
    lastMessage: lastMessage && { ...lastMessage, content: cutCharacters(lastMessage.content, LAST_MESSAGE_CHARACTERS) },
    lastMessageSequence,
    lastReadMessageSequence,
    unreadCount: lastMessageSequence - lastReadMessageSequence,
    notify: channel.notify,
  };
}
