/** How a door's people come to an account and a session, where they are known by an e-mail. */
import { Authenticate, DomainError, LogInByMail, LogOutByMail, RefreshByMail, RegisterByMail, type SessionView } from '@maru/contracts';
import { KeyValue, LIMITS, type Limits, Queries } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';

type Ask<Q extends { ask: z.ZodType }> = z.input<Q['ask']>;
type Answer<Q extends { answer: z.ZodType }> = Promise<z.output<Q['answer']>>;

@Injectable()
export class HallAccounts {
  constructor(
    private readonly queries: Queries,
    private readonly keyValue: KeyValue,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  register(asked: Ask<typeof RegisterByMail>): Answer<typeof RegisterByMail> {
    return this.queries.ask(RegisterByMail, asked);
  }

  logIn(asked: Ask<typeof LogInByMail>): Answer<typeof LogInByMail> {
    return this.queries.ask(LogInByMail, asked);
  }

  refresh(asked: Ask<typeof RefreshByMail>): Answer<typeof RefreshByMail> {
    return this.queries.ask(RefreshByMail, asked);
  }

  async logOut(shown: Ask<typeof LogOutByMail>): Promise<void> {
    await this.queries.ask(LogOutByMail, shown);
  }

  /** Whose token it is. His calls are counted; throws RATE_LIMITED. */
  async callerOf(bearer: string, userAgent: string | undefined): Promise<SessionView | undefined> {
    const { session } = await this.queries.ask(Authenticate, { bearer, userAgent });
    if (session === undefined) return undefined;
    const bucket = { capacity: this.limits.framesBurst, refillPerMinute: this.limits.framesPerMinute };
    const taken = await this.keyValue.takeToken(`calls:{${session.userId}}`, bucket);
    if (!taken.allowed) throw new DomainError('RATE_LIMITED', undefined, taken.retryAfterMs);
    return session;
  }
}
