import { Injectable } from '@nestjs/common';
import { Tickets } from '../issue-ticket/tickets.js';
import type { Session, SessionRef } from '../sessions/session.js';
import { Sessions } from '../sessions/sessions.js';
import { AccessTokens } from '../tokens/access-tokens.js';
import type { ShownCredentials } from './shown-credentials.js';

/** From what was shown to the living session that it is of. Looked up each time: a token alone proves nothing. To be found is activity. */
@Injectable()
export class FindSession {
  constructor(
    private readonly sessions: Sessions,
    private readonly accessTokens: AccessTokens,
    private readonly tickets: Tickets,
  ) {}

  async by({ ticket, bearer, cookie }: ShownCredentials): Promise<Session | undefined> {
    if (ticket !== undefined) return this.living(await this.tickets.take(ticket));
    if (bearer !== undefined) return this.living(await this.accessTokens.verify(bearer));
    if (cookie === undefined) return undefined;
    const session = await this.sessions.findBySecret(cookie);
    return session && this.sessions.touch(session);
  }

  private async living(ref: SessionRef | undefined): Promise<Session | undefined> {
    const session = ref && (await this.sessions.find(ref));
    return session && this.sessions.touch(session);
  }
}
