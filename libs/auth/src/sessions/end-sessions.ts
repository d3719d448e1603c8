import { Delivery } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import type { Session } from './session.js';
import { Sessions } from './sessions.js';

/** The end of a session is the end of its tokens, its tickets and its sockets: whoever awaits this may say that it is over. */
@Injectable()
export class EndSessions {
  constructor(
    private readonly sessions: Sessions,
    private readonly delivery: Delivery,
  ) {}

  async end(...sessions: Session[]): Promise<void> {
    if (sessions.length === 0) return;
    for (const session of sessions) await this.sessions.remove(session);
    // Also where another call was quicker to remove it: this one may answer only when the sockets are closed, too.
    await this.delivery.deliver(sessions.map(({ userId, sessionId }) => ({ kind: 'session-ended', userId, sessionId })));
  }

  /** Of a user; but for the one that stays, if one does. */
  async endAll(userId: number, staying?: Session): Promise<void> {
    const sessions = await this.sessions.list(userId);
    await this.end(...sessions.filter(({ sessionId }) => sessionId !== staying?.sessionId));
  }
}
