import { FindNotified, messageEvents } from '@maru/contracts';
import type { MessageWritten, Person } from '@maru/contracts';
import { Clock, ENV, On, Presence, Queries } from '@maru/ports';
import { Controller, Inject } from '@nestjs/common';
import { keptSince } from '../push.env.js';
import type { PushEnv } from '../push.env.js';
import { RecordNotifications } from './record-notifications.js';

/** People of one unit of work. */
const CHUNK = 200;

/** A message for a member without a live socket becomes one record. It is sent a little later, by whoever gets to it. */
@Controller()
export class NotifyOfflineWhenMessageWritten {
  constructor(
    private readonly queries: Queries,
    private readonly presence: Presence,
    private readonly notifications: RecordNotifications,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: PushEnv,
  ) {}

  /** The event may come again, whole or after some of its people: whoever has a record of the message gets no second one. */
  @On(messageEvents, 'MessageWritten')
  async handle(event: MessageWritten): Promise<void> {
    // Records as old as this are forgotten: whether it was told before, nobody could say.
    if (event.createdAt < keptSince(this.clock, this.env)) return;
    const away = await this.findAway(event);
    for (let start = 0; start < away.length; start += CHUNK) await this.notifications.record(event, away.slice(start, start + CHUNK));
  }

  private async findAway({ channelId, sender }: MessageWritten): Promise<Person[]> {
    const { members } = await this.queries.ask(FindNotified, { channelId });
    const others = members.filter(({ userId }) => userId !== sender.userId);
    const states = await this.presence.find(others.map(({ userId }) => userId));
    return others.filter(({ userId }) => states.get(userId)?.connected !== true);
  }
}
