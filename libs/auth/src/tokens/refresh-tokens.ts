import { Clock, ENV, Ids, UnitOfWork } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import { type EntityManager, IsNull } from 'typeorm';
import type { AuthEnv } from '../auth.env.js';
import { digestOf } from '../digest.js';
import type { SessionRef } from '../sessions/session.js';
import { RefreshTokenEntity } from './refresh-token.entity.js';

@Injectable()
export class RefreshTokens {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: Ids,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: AuthEnv,
  ) {}

  find(token: string): Promise<RefreshTokenEntity | null> {
    return this.unitOfWork.fresh.findOneBy(RefreshTokenEntity, { tokenHash: digestOf(token) });
  }

  /** The first of a session. */
  issue(session: SessionRef): Promise<string> {
    return this.unitOfWork.run((unit) => this.insert(unit.manager, session));
  }

  /** The next one for this one. Undefined: it was used before; of two at the same time one is the first. */
  rotate({ tokenHash }: RefreshTokenEntity, session: SessionRef): Promise<string | undefined> {
    return this.unitOfWork.run(async ({ manager }) => {
      const { affected } = await manager.update(RefreshTokenEntity, { tokenHash, usedAt: IsNull() }, { usedAt: this.clock.now() });
      return affected === 1 ? this.insert(manager, session) : undefined;
    });
  }

  private async insert(manager: EntityManager, { userId, sessionId }: SessionRef): Promise<string> {
    const token = this.ids.secret();
    const expiresAt = this.clock.now() + this.env.MARU_SESSION_SECONDS * 1_000;
    await manager.insert(RefreshTokenEntity, { tokenHash: digestOf(token), sessionId, userId, usedAt: null, expiresAt });
    return token;
  }
}
