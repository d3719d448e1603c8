import { DomainError, FindNotified, cutCharacters, messageEvents } from '@maru/contracts';
import type { MessageWritten, Person } from '@maru/contracts';
import { Clock, ENV, On, Presence, Queries, UnitOfWork } from '@maru/ports';
import { Controller, Inject } from '@nestjs/common';
import { In } from 'typeorm';
import { PushLogEntity } from '../push-log.entity.js';
import type { PushEnv } from '../push.env.js';

const BODY_CHARACTERS = 200;
/** Rows of one statement. */
const CHUNK = 200;

/** A message for a member without a live socket becomes one record. It is sent a little later, by whoever gets to it. */
@Controller()
export class NotifyOfflineWhenMessageWritten {
  constructor(
    private readonly queries: Queries,
    private readonly presence: Presence,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: PushEnv,
  ) {}

  @On(messageEvents, 'MessageWritten')
  async handle(event: MessageWritten): Promise<void> {
    const away = await this.findAway(event);
    for (let start = 0; start < away.length; start += CHUNK) await this.record(event, away.slice(start, start + CHUNK));
  }

  private async findAway({ channelId, sender }: MessageWritten): Promise<Person[]> {
    const members = await this.findNotified(channelId);
    const others = members.filter(({ userId }) => userId !== sender.userId);
    const states = await this.presence.find(others.map(({ userId }) => userId));
    return others.filter(({ userId }) => states.get(userId)?.connected !== true);
  }

  /** A channel that was closed meanwhile has nobody to be told. */
  private async findNotified(channelId: number): Promise<readonly Person[]> {
    try {
      return (await this.queries.ask(FindNotified, { channelId })).members;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'NOT_A_MEMBER') return [];
      throw error;
    }
  }

  /** The event may come twice: whoever has a record of this message gets no second one. */
  private async record(event: MessageWritten, people: readonly Person[]): Promise<void> {
    const { channelId, messageSequence, sender, content } = event;
    const now = this.clock.now();
    await this.unitOfWork.run(async ({ manager }) => {
      const userIds = people.map(({ userId }) => userId);
      const recorded = await manager.findBy(PushLogEntity, { channelId, messageSequence, userId: In(userIds) });
      const known = new Set(recorded.map(({ userId }) => userId));
      const rows = people
        .filter(({ userId }) => !known.has(userId))
        .map(({ userId, username }) => ({
          userId,
          username,
          channelId,
          messageSequence,
          sender: sender.username,
          body: cutCharacters(content, BODY_CHARACTERS),
          status: 'WAITING' as const,
          attempts: 0,
          dueAt: now + this.env.MARU_PUSH_DELAY_MS,
          createdAt: now,
          changedAt: now,
        }));
      if (rows.length > 0) await manager.insert(PushLogEntity, rows);
    });
  }
}
