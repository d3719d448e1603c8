import { setImmediate as turn, setTimeout as rest } from 'node:timers/promises';
import { FindNotified, mentions, messageEvents } from '@maru/contracts';
import type { MessageEvent, MessageWritten, NotifiedMember } from '@maru/contracts';
import { Clock, ENV, OnBatch, Presence, Queries } from '@maru/ports';
import { Controller, Inject } from '@nestjs/common';
import { keptSince } from '../push.env.js';
import type { PushEnv } from '../push.env.js';
import { type Concerned, RecordNotifications } from './record-notifications.js';

const BATCH = 1_000;
/** People of one unit of work. */
const CHUNK = 200;
/** To find who is away in a large channel takes long. What comes while we rest, nine times as long, is looked at together. */
const REST = 9;
const MANY_MEMBERS = 50;
const LONGEST_REST_MS = 1_000;

/** Messages for a member without a live socket, who wants to hear of them, become one record of those that came together. It is sent a little later, by whoever gets to it. */
@Controller()
export class NotifyOfflineWhenMessageWritten {
  constructor(
    private readonly queries: Queries,
    private readonly presence: Presence,
    private readonly notifications: RecordNotifications,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: PushEnv,
  ) {}

  /** The events may come again, whole or after some of their people: whoever has a record of a message gets no second one. */
  @OnBatch(messageEvents, BATCH)
  async handle(events: readonly MessageEvent[]): Promise<void> {
    // Records as old as this are forgotten: whether it was told before, nobody could say.
    const since = keptSince(this.clock, this.env);
    const written = events.filter((event): event is MessageWritten => event.type === 'MessageWritten' && event.createdAt >= since);
    // Who belongs to a channel, and is away, is asked once for all of its messages, however many wait.
    for (const [channelId, messages] of Map.groupBy(written, (event) => event.channelId)) {
      const began = performance.now();
      const { away, members } = await this.findAway(channelId);
      const inTheirOrder = inOrder(messages);
      await this.record(away.flatMap((member) => concerned(member, inTheirOrder)));
      if (members >= MANY_MEMBERS) await rest(Math.min(LONGEST_REST_MS, (performance.now() - began) * REST));
    }
  }

  /** Others have their turn of the loop between two units. */
  private async record(all: readonly Concerned[]): Promise<void> {
    for (let start = 0; start < all.length; start += CHUNK) {
      if (start > 0) await turn();
      await this.notifications.record(all.slice(start, start + CHUNK));
    }
  }

  private async findAway(channelId: number): Promise<{ away: NotifiedMember[]; members: number }> {
    const { members } = await this.queries.ask(FindNotified, { channelId });
    const states = await this.presence.find(members.map(({ userId }) => userId));
    return { away: members.filter(({ userId }) => states.get(userId)?.connected !== true), members: members.length };
  }
}

/** Once each, the newest last. */
function inOrder(messages: readonly MessageWritten[]): MessageWritten[] {
  const bySequence = new Map(messages.map((message) => [message.messageSequence, message]));
  return [...bySequence.values()].toSorted((a, b) => a.messageSequence - b.messageSequence);
}

function concerned({ userId, username, notify }: NotifiedMember, messages: readonly MessageWritten[]): Concerned[] {
  const [first, ...others] = messages.filter(
    ({ sender, content }) => sender.userId !== userId && (notify === 'ALL' || mentions(content, username)),
  );
  return first === undefined ? [] : [{ person: { userId, username }, messages: [first, ...others] }];
}
