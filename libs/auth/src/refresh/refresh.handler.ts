import { HttpError, type Tokens } from '@maru/contracts';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { EndSessions } from '../sessions/end-sessions.js';
import type { Session, SessionRef } from '../sessions/session.js';
import { Sessions } from '../sessions/sessions.js';
import type { Naming } from '../tokens/access-tokens.js';
import { RefreshTokens } from '../tokens/refresh-tokens.js';
import { SessionTokens } from '../tokens/session-tokens.js';

/** A token works once. One that comes again was stolen, or the one after it was: nobody can tell which, so the session ends. */
@Injectable()
export class RefreshHandler {
  constructor(
    private readonly refreshTokens: RefreshTokens,
    private readonly sessionTokens: SessionTokens,
    private readonly sessions: Sessions,
    private readonly endSessions: EndSessions,
  ) {}

  async handle(refreshToken: string, naming?: Naming): Promise<{ session: Session; tokens: z.input<typeof Tokens> }> {
    const found = await this.refreshTokens.find(refreshToken);
    if (found === null) throw new HttpError('INVALID_REFRESH_TOKEN');
    if (found.usedAt !== null) return this.refuseReuse(found);
    const known = await this.sessions.find(found);
    const session = known && (await this.sessions.touch(known));
    if (session === undefined) throw new HttpError('INVALID_REFRESH_TOKEN');
    const tokens = await this.sessionTokens.next(found, session, naming);
    return tokens === undefined ? this.refuseReuse(found) : { session, tokens };
  }

  private async refuseReuse(ref: SessionRef): Promise<never> {
    const session = await this.sessions.find(ref);
    if (session !== undefined) await this.endSessions.end(session);
    throw new HttpError('REFRESH_REUSED');
  }
}
