/** The records that wait, taken by one who will send them: of many takers each record goes to one. */
import { Clock, ENV, UnitOfWork, forUpdate } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import { In, LessThan, LessThanOrEqual } from 'typeorm';
import { PushLogEntity } from '../push-log.entity.js';
import type { PushStatus } from '../push-log.entity.js';
import type { PushEnv } from '../push.env.js';

const DAY_MS = 86_400_000;
const TAKEN_AT_ONCE = 500;
/** A call that has not ended by then was broken off by the death of its process. */
const ABANDONED_MS = 60_000;

@Injectable()
export class WaitingNotifications {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: PushEnv,
  ) {}

  /** Those that are due, and with them the newer ones of the same person and channel: one will stand for all. */
  take(): Promise<PushLogEntity[]> {
    const now = this.clock.now();
    return this.unitOfWork.run(async ({ manager }) => {
      const due = await manager.find(PushLogEntity, {
        where: { status: 'WAITING', dueAt: LessThanOrEqual(now) },
        order: { pushId: 'ASC' },
        take: TAKEN_AT_ONCE,
        ...forUpdate(manager),
      });
      if (due.length === 0) return [];
      const keys = new Map(
        due.map(({ userId, channelId }) => [`${userId}/${channelId}`, { userId, channelId, status: 'WAITING' as const }]),
      );
      const taken = await manager.find(PushLogEntity, {
        where: [...keys.values()],
        order: { messageSequence: 'ASC' },
        ...forUpdate(manager),
      });
      await manager.update(PushLogEntity, { pushId: In(taken.map(({ pushId }) => pushId)) }, { status: 'SENDING', changedAt: now });
      return taken;
    });
  }

  async settle(rows: readonly PushLogEntity[], status: PushStatus): Promise<void> {
    if (rows.length > 0) await this.update(rows, { status });
  }

  /** Back to waiting, each time for twice as long, until it is given up. */
  async postpone(rows: readonly PushLogEntity[]): Promise<PushStatus> {
    const attempts = Math.max(...rows.map((row) => row.attempts)) + 1;
    const status = attempts >= this.env.MARU_PUSH_ATTEMPTS ? 'FAILED' : 'WAITING';
    await this.update(rows, { status, attempts, dueAt: this.clock.now() + this.env.MARU_PUSH_RETRY_MS * 2 ** (attempts - 1) });
    return status;
  }

  async giveUpAbandoned(): Promise<void> {
    const before = this.clock.now() - Math.max(ABANDONED_MS, 2 * this.env.MARU_PUSH_WEBHOOK_TIMEOUT_MS);
    await this.unitOfWork.run(async ({ manager }) => {
      await manager.update(PushLogEntity, { status: 'SENDING', changedAt: LessThan(before) }, { status: 'UNKNOWN' });
    });
  }

  async forgetOld(): Promise<void> {
    const before = this.clock.now() - this.env.MARU_PUSH_KEEP_DAYS * DAY_MS;
    await this.unitOfWork.run(async ({ manager }) => {
      await manager.delete(PushLogEntity, { createdAt: LessThan(before) });
    });
  }

  private async update(rows: readonly PushLogEntity[], change: Partial<PushLogEntity>): Promise<void> {
    await this.unitOfWork.run(async ({ manager }) => {
      const pushId = In(rows.map((row) => row.pushId));
      await manager.update(PushLogEntity, { pushId }, { ...change, changedAt: this.clock.now() });
    });
  }
}
