/** Accounts and sessions over HTTP, and the tickets with which sockets are opened. */
import {
  LoginAnswer,
  MeAnswer,
  Profile,
  RegisterAnswer,
  SessionsAnswer,
  Settings,
  SOCKET_PATH,
  TicketAnswer,
  Tokens as TokensAnswer,
} from '@maru/contracts';
import { type Clock, systemClock } from '../clock.js';
import { call, type HttpCall, type HttpOptions } from './http-call.js';
import { MaruError } from '../maru-error.js';
import { type Session, Tokens } from './tokens.js';

export interface MaruHttpOptions {
  /**
   * `tokens` (the start value): access and refresh tokens, kept here. `cookie`: the browser's cookie, which no script can read; for a page
   * that Maru's own host serves.
   */
  readonly credentials?: 'tokens' | 'cookie';
  /** A session kept from an earlier run. Only one program at a time may use it: each refresh token works once. */
  readonly session?: Session;
  /** Told each time the tokens change, to keep them for a later run. */
  readonly onSession?: (session: Session | undefined) => void;
  readonly fetch?: typeof globalThis.fetch;
  readonly clock?: Clock;
  readonly timeoutMs?: number;
}

export class MaruHttp {
  readonly #options: HttpOptions;
  readonly #tokens: Tokens;

  constructor(baseUrl: string, options: MaruHttpOptions = {}) {
    const { clock = systemClock, onSession = () => undefined } = options;
    this.#options = {
      baseUrl: baseUrl.replace(/\/+$/, ''),
      fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
      clock,
      timeoutMs: options.timeoutMs ?? 15_000,
      withCookie: options.credentials === 'cookie',
    };
    this.#tokens = new Tokens(clock, (refreshToken) => this.#renew(refreshToken), onSession, options.session);
  }

  /** Who is logged in, where tokens are used. */
  get session(): Session | undefined {
    return this.#tokens.session;
  }

  register(username: string, password: string): Promise<{ username: string }> {
    return call(this.#options, { method: 'POST', path: '/register', body: { username, password }, answer: RegisterAnswer });
  }

  async login(username: string, password: string): Promise<{ username: string; sessionId: string }> {
    const answer = await call(this.#options, { method: 'POST', path: '/login', body: { username, password }, answer: LoginAnswer });
    const { accessToken, refreshToken, expiresIn, ...session } = answer;
    if (!this.#options.withCookie) this.#tokens.set({ ...session, accessToken, refreshToken, expiresAt: this.#expiresAt(expiresIn) });
    return session;
  }

  /** New tokens now. Calls refresh by themselves when they must, so that this is seldom needed. */
  async refresh(): Promise<void> {
    await this.#tokens.refresh();
  }

  async logout(): Promise<void> {
    await this.#authorized({ method: 'POST', path: '/logout' });
    this.#tokens.set(undefined);
  }

  /** Ends the account. The password may be left out within five minutes of the login. */
  async unregister(password?: string): Promise<void> {
    await this.#authorized({ method: 'POST', path: '/unregister', body: password === undefined ? {} : { password } });
    this.#tokens.set(undefined);
  }

  ticket(): Promise<{ ticket: string; expiresIn: number }> {
    return this.#authorized({ method: 'POST', path: '/ticket', answer: TicketAnswer, repeatable: true });
  }

  me(): Promise<{ username: string; displayName?: string | undefined; sessionId: string; createdAt: number }> {
    return this.#authorized({ method: 'GET', path: '/me', answer: MeAnswer });
  }

  /** How I am called beside my username; without a name: not at all. As it was taken: trimmed. */
  changeProfile(profile: Profile): Promise<Profile> {
    return this.#authorized({ method: 'POST', path: '/profile', body: profile, answer: Profile });
  }

  async sessions(): Promise<readonly SessionView[]> {
    return (await this.#authorized({ method: 'GET', path: '/sessions', answer: SessionsAnswer })).sessions;
  }

  /** What the account has chosen, on whatever device. */
  settings(): Promise<Settings> {
    return this.#authorized({ method: 'GET', path: '/settings', answer: Settings });
  }

  /** All of it: what is left out is chosen no more. */
  changeSettings(settings: Settings): Promise<Settings> {
    return this.#authorized({ method: 'POST', path: '/settings', body: settings, answer: Settings });
  }

  async endSession(id: string): Promise<void> {
    await this.#authorized({ method: 'DELETE', path: `/sessions/${encodeURIComponent(id)}` });
    if (id === this.session?.sessionId) this.#tokens.set(undefined);
  }

  async changePassword(oldPassword: string, newPassword: string): Promise<void> {
    await this.#authorized({ method: 'POST', path: '/password', body: { oldPassword, newPassword } });
  }

  /** Where to open a socket, once and soon: the ticket in it works once, for 30 seconds. */
  async socketUrl(): Promise<string> {
    const { ticket } = await this.ticket();
    const url = new URL(`${this.#options.baseUrl}${SOCKET_PATH}`);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.searchParams.set('ticket', ticket);
    return url.href;
  }

  async #authorized<T = void>(request: HttpCall<T>): Promise<T> {
    const token = await this.#tokens.good();
    try {
      return await call(this.#options, request, token);
    } catch (error) {
      const refused = error instanceof MaruError && error.code === 'UNAUTHENTICATED' && token !== undefined;
      if (!refused) throw error;
      return call(this.#options, request, await this.#tokens.otherThan(token));
    }
  }

  async #renew(refreshToken: string) {
    const { expiresIn, ...tokens } = await call(this.#options, {
      method: 'POST',
      path: '/refresh',
      body: { refreshToken },
      answer: TokensAnswer,
    });
    return { ...tokens, expiresAt: this.#expiresAt(expiresIn) };
  }

  #expiresAt(expiresInSeconds: number): number {
    return this.#options.clock.now() + expiresInSeconds * 1_000;
  }
}

/** One of my sessions, as the list of them shows it. */
export interface SessionView {
  readonly id: string;
  readonly current: boolean;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly userAgent: string;
}
