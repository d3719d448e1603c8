import { setTimeout as rest } from 'node:timers/promises';
import { FindNotified, mentions, messageEvents } from '@maru/contracts';
import type { MessageEvent, MessageWritten, NotifiedMember } from '@maru/contracts';
import { Clock, ENV, OnBatch, Presence, Queries } from '@maru/ports';
import { Controller, Inject } from '@nestjs/common';
import { keptSince } from '../push.env.js';
import type { PushEnv } from '../push.env.js';
import { RecordNotifications } from './record-notifications.js';

const BATCH = 1_000;
/** People of one unit of work. */
const CHUNK = 200;
/** To find who is away in a large channel takes long. What comes while we rest, nine times as long, is looked at together. */
const REST = 9;
const MANY_MEMBERS = 50;
const LONGEST_REST_MS = 1_000;

/** A message for a member without a live socket, who wants to hear of it, becomes one record. It is sent a little later, by whoever gets to it. */
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
      const took = performance.now() - began;
      for (const event of messages) await this.record(event, away);
      if (members >= MANY_MEMBERS) await rest(Math.min(LONGEST_REST_MS, took * REST));
    }
  }

  private async record(event: MessageWritten, away: readonly NotifiedMember[]): Promise<void> {
    const others = away
      .filter(({ userId, username, notify }) => userId !== event.sender.userId && (notify === 'ALL' || mentions(event.content, username)))
      .map(({ userId, username }) => ({ userId, username }));
    for (let start = 0; start < others.length; start += CHUNK) await this.notifications.record(event, others.slice(start, start + CHUNK));
  }

  private async findAway(channelId: number): Promise<{ away: NotifiedMember[]; members: number }> {
    const { members } = await this.queries.ask(FindNotified, { channelId });
    const states = await this.presence.find(members.map(({ userId }) => userId));
    return { away: members.filter(({ userId }) => states.get(userId)?.connected !== true), members: members.length };
  }
}
