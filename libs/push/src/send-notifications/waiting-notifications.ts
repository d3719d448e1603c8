/**
 * The records that wait, and what becomes of each.
 *
 * Taking one is a lease: whoever dies with it before the call has told nobody, and it is taken again when the lease has run out.
 * That a call begins is committed before it is made. Whoever dies then leaves a SENDING, and nobody can know whether it was heard:
 * it is never called again. So of one message nobody is told twice, and at most the calls that were under way at a crash are lost.
 * A call that failed is made again, under the same id; where it was heard all the same, the one who hears it can tell.
 */
import { Clock, ENV, UnitOfWork, forUpdate } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import { In, LessThanOrEqual, MoreThan } from 'typeorm';
import { PushLogEntity } from '../push-log.entity.js';
import type { PushStatus } from '../push-log.entity.js';
import type { PushEnv } from '../push.env.js';

const TAKEN_AT_ONCE = 500;
const LEASE_MS = 60_000;

@Injectable()
export class WaitingNotifications {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: PushEnv,
  ) {}

  /** Those that are due. Of many takers each goes to one. */
  take(): Promise<PushLogEntity[]> {
    const now = this.clock.now();
    return this.unitOfWork.run(async ({ manager }) => {
      const due = await manager.find(PushLogEntity, {
        where: { status: 'WAITING', dueAt: LessThanOrEqual(now), leasedUntil: LessThanOrEqual(now) },
        order: { dueAt: 'ASC' },
        take: TAKEN_AT_ONCE,
        ...forUpdate(manager),
      });
      const lease = { leasedUntil: now + LEASE_MS };
      if (due.length > 0) await manager.update(PushLogEntity, { pushId: In(due.map(({ pushId }) => pushId)) }, lease);
      return due.map((row) => Object.assign(row, lease));
    });
  }

  /** False where it is not ours any more: a newer one stands for it, the lease has run out, or the person is gone. */
  begin(row: PushLogEntity): Promise<boolean> {
    return this.change(row, ['WAITING'], { status: 'SENDING' });
  }

  /** Also of one that was given up while the call took its time. */
  async sent(row: PushLogEntity): Promise<void> {
    await this.change(row, ['SENDING', 'UNKNOWN'], { status: 'SENT' });
  }

  async suppress(row: PushLogEntity): Promise<void> {
    await this.change(row, ['WAITING'], { status: 'SUPPRESSED' });
  }

  /** It was not called, and that is not its fault. */
  async putBack(row: PushLogEntity): Promise<void> {
    await this.change(row, ['WAITING'], { dueAt: this.clock.now() + this.env.MARU_PUSH_RETRY_MS, leasedUntil: 0 });
  }

  /** A failed call: back to waiting, each time for twice as long, until it is given up. A newer one that waits by now takes its place. */
  failed(row: PushLogEntity): Promise<PushStatus> {
    const attempts = row.attempts + 1;
    const dueAt = this.clock.now() + this.env.MARU_PUSH_RETRY_MS * 2 ** (attempts - 1);
    const { userId, channelId, messageSequence } = row;
    return this.unitOfWork.run(async ({ manager }) => {
      const where = { userId, channelId, status: 'WAITING' as const, messageSequence: MoreThan(messageSequence) };
      const newer = await manager.findOne(PushLogEntity, { where, ...forUpdate(manager) });
      const status = newer ? 'COLLAPSED' : attempts < this.env.MARU_PUSH_ATTEMPTS ? 'WAITING' : 'FAILED';
      const changedAt = this.clock.now();
      await manager.update(PushLogEntity, { pushId: row.pushId }, { status, attempts, dueAt, leasedUntil: 0, changedAt });
      const messageCount = (newer?.messageCount ?? 0) + row.messageCount;
      if (newer) await manager.update(PushLogEntity, { pushId: newer.pushId }, { messageCount, dueAt, leasedUntil: 0 });
      return status;
    });
  }

  private change({ pushId, leasedUntil }: PushLogEntity, from: PushStatus[], change: Partial<PushLogEntity>): Promise<boolean> {
    return this.unitOfWork.run(async ({ manager }) => {
      const changed = await manager.update(
        PushLogEntity,
        { pushId, leasedUntil, status: In(from) },
        { ...change, changedAt: this.clock.now() },
      );
      return changed.affected === 1;
    });
  }
}
