/**
 * The tokens of a session. A refresh token works once, and a second use ends the whole session: so there is one refresh at a time,
 * and everybody who needs one waits for it.
 */
import type { Clock } from '../clock.js';
import { MaruError } from '../maru-error.js';

export interface Session {
  readonly username: string;
  readonly sessionId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** When the access token ends. */
  readonly expiresAt: number;
}

type Renewed = Pick<Session, 'accessToken' | 'refreshToken' | 'expiresAt'>;

/** Refreshed so long before its end that a call under way does not outlive its token. */
const EARLY_MS = 10_000;

export class Tokens {
  #session: Session | undefined;
  #refreshing: Promise<string> | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly refreshWith: (refreshToken: string) => Promise<Renewed>,
    private readonly changed: (session: Session | undefined) => void,
    initial: Session | undefined,
  ) {
    this.#session = initial;
  }

  get session(): Session | undefined {
    return this.#session;
  }

  set(session: Session | undefined): void {
    this.#session = session;
    this.changed(session);
  }

  /** A token that is good now, or undefined where nobody is logged in. */
  async good(): Promise<string | undefined> {
    const session = this.#session;
    if (session === undefined) return undefined;
    return session.expiresAt - this.clock.now() > EARLY_MS ? session.accessToken : this.refresh();
  }

  /** A token other than this one, which was refused. */
  async otherThan(refused: string): Promise<string> {
    const current = this.#session?.accessToken;
    return current === undefined || current === refused ? this.refresh() : current;
  }

  refresh(): Promise<string> {
    this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  async #refresh(): Promise<string> {
    const session = this.#session;
    if (session === undefined) throw new MaruError('UNAUTHENTICATED', { status: 401, message: 'Nobody is logged in.', retryable: false });
    try {
      const renewed = await this.refreshWith(session.refreshToken);
      if (this.#session?.sessionId === session.sessionId) this.set({ ...session, ...renewed });
      return renewed.accessToken;
    } catch (error) {
      if (endsSession(error) && this.#session?.sessionId === session.sessionId) this.set(undefined);
      throw error;
    }
  }
}

/** Whether this answer means that the session is over, and only a new login helps. */
export function endsSession(error: unknown): boolean {
  if (!(error instanceof MaruError)) return false;
  return error.code === 'UNAUTHENTICATED' || error.code === 'INVALID_REFRESH_TOKEN' || error.code === 'REFRESH_REUSED';
}
