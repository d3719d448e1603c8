/** What keeps the record bounded, and says of calls that were broken off what became of them. */
import { Clock, ENV, UnitOfWork } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import { In, LessThan } from 'typeorm';
import { PushLogEntity } from '../push-log.entity.js';
import { keptSince } from '../push.env.js';
import type { PushEnv } from '../push.env.js';

/** A call that has not ended by then was broken off by the death of its process. */
const ABANDONED_MS = 60_000;
/** Rows of one unit of work: nobody waits long behind a big deletion. */
const DELETED_AT_ONCE = 1_000;

@Injectable()
export class OldNotifications {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: PushEnv,
  ) {}

  async giveUpAbandoned(): Promise<void> {
    const now = this.clock.now();
    const before = now - Math.max(ABANDONED_MS, 2 * this.env.MARU_PUSH_WEBHOOK_TIMEOUT_MS);
    await this.unitOfWork.run(async ({ manager }) => {
      await manager.update(PushLogEntity, { status: 'SENDING', changedAt: LessThan(before) }, { status: 'UNKNOWN', changedAt: now });
    });
  }

  async forgetOld(): Promise<void> {
    const createdAt = LessThan(keptSince(this.clock, this.env));
    for (let deleted = DELETED_AT_ONCE; deleted === DELETED_AT_ONCE;) {
      deleted = await this.unitOfWork.run(async ({ manager }) => {
        const old = await manager.find(PushLogEntity, { select: { pushId: true }, where: { createdAt }, take: DELETED_AT_ONCE });
        if (old.length > 0) await manager.delete(PushLogEntity, { pushId: In(old.map(({ pushId }) => pushId)) });
        return old.length;
      });
    }
  }
}
