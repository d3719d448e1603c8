/** The sessions of this gateway's sockets: their active channel, shared by their sockets, and their life, which every frame extends. */
import { TouchSession } from '@maru/contracts';
import type { SessionView } from '@maru/contracts';
import { Clock, Queries, QueryUnavailable } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import type { ClientSocket } from './client-socket.js';

const TOUCH_AT_MOST_MS = 60_000;

export interface SocketSession {
  readonly sessionId: string;
  readonly userId: number;
  readonly username: string;
  readonly sockets: Set<ClientSocket>;
  /** No session of an account: it lives and ends with its one socket. */
  readonly visits?: boolean;
  /** `unknown` until the channel service has told, or the session has entered one. */
  activeChannelId: number | undefined | 'unknown';
  expiresAt: number;
  touchedAt: number;
}

@Injectable()
export class Sessions {
  private readonly sessions = new Map<string, SocketSession>();
  private readonly looking = new Set<SocketSession>();

  constructor(
    private readonly queries: Queries,
    private readonly clock: Clock,
  ) {}

  /** The state of a session is one, however many sockets it has here. */
  stateOf({ userId, username, sessionId, expiresAt }: SessionView): SocketSession {
    const known = this.sessions.get(sessionId);
    if (known !== undefined) return known;
    const session: SocketSession = {
      userId,
      username,
      sessionId,
      expiresAt,
      sockets: new Set(),
      activeChannelId: 'unknown',
      touchedAt: this.clock.now(),
    };
    this.sessions.set(sessionId, session);
    return session;
  }

  enter(socket: ClientSocket): void {
    socket.session.sockets.add(socket);
  }

  exit(socket: ClientSocket): void {
    const { session } = socket;
    session.sockets.delete(socket);
    if (session.sockets.size === 0) this.sessions.delete(session.sessionId);
  }

  activate(sessionId: string, channelId: number | undefined): void {
    const session = this.sessions.get(sessionId);
    if (session !== undefined) session.activeChannelId = channelId;
  }

  /** It may have ended while its socket was opened. */
  async confirm(session: SocketSession): Promise<void> {
    await this.look(session, false);
  }

  /** Written at most once a minute (or a tenth of a short session's life). A session that has ended takes its sockets with it. */
  async touch({ session }: ClientSocket): Promise<void> {
    const pause = Math.min(TOUCH_AT_MOST_MS, (session.expiresAt - session.touchedAt) / 10);
    if (this.clock.now() - session.touchedAt >= pause) await this.look(session, true);
  }

  /** Closes the sockets of sessions that have died of old age. */
  async closeExpired(): Promise<void> {
    const now = this.clock.now();
    for (const session of this.sessions.values()) if (session.expiresAt <= now) await this.look(session, false);
  }

  end(sessionId: string): void {
    const session = this.sessions.get(sessionId);
    for (const socket of session?.sockets ?? []) socket.close('SESSION_ENDED');
  }

  private async look(session: SocketSession, extend: boolean): Promise<void> {
    const { userId, sessionId } = session;
    if (this.looking.has(session) && extend) return;
    this.looking.add(session);
    try {
      const { session: alive } = await this.queries.ask(TouchSession, { userId, sessionId, extend });
      if (alive === undefined) return this.end(sessionId);
      session.expiresAt = alive.expiresAt;
      if (extend) session.touchedAt = this.clock.now();
    } catch (error) {
      // Nobody to ask: the session lives on until somebody can tell.
      if (!(error instanceof QueryUnavailable)) throw error;
    } finally {
      this.looking.delete(session);
    }
  }
}
