import { type Cancel, Clock, ENV, UnitOfWork } from '@maru/ports';
import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { In, IsNull, LessThan } from 'typeorm';
import type { AuthEnv } from '../auth.env.js';
import { Sessions } from '../sessions/sessions.js';
import { RefreshTokenEntity } from '../tokens/refresh-token.entity.js';

const EVERY_MS = 3_600_000;
const AT_ONCE = 500;

/** Rows of old are of no more use, but for the unused token of a session that still lives. */
@Injectable()
export class SweepRefreshTokens implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(SweepRefreshTokens.name);
  private cancel: Cancel = () => undefined;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sessions: Sessions,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: AuthEnv,
  ) {}

  onModuleInit(): void {
    this.cancel = this.clock.every(EVERY_MS, () => {
      this.sweep().catch((error: unknown) => this.logger.error('sweeping refresh tokens failed', error));
    });
  }

  onModuleDestroy(): void {
    this.cancel();
  }

  async sweep(): Promise<void> {
    const now = this.clock.now();
    const old = await this.unitOfWork.fresh.find(RefreshTokenEntity, { where: { expiresAt: LessThan(now) }, take: AT_ONCE });
    const living: string[] = [];
    for (const token of old) if (token.usedAt === null && (await this.sessions.find(token)) !== undefined) living.push(token.tokenHash);
    const kept = new Set(living);
    const swept = old.filter(({ tokenHash }) => !kept.has(tokenHash)).map(({ tokenHash }) => tokenHash);
    await this.unitOfWork.run(async ({ manager }) => {
      await manager.delete(RefreshTokenEntity, { tokenHash: In(swept) });
      const expiresAt = now + this.env.MARU_SESSION_SECONDS * 1_000;
      await manager.update(RefreshTokenEntity, { tokenHash: In(living), usedAt: IsNull() }, { expiresAt });
    });
    if (old.length === AT_ONCE) await this.sweep();
  }
}
