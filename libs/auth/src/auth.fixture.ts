/** The service in a house of its own, with people who call it over HTTP. For specs. */
import { AUTH_PATH, type Limits, type UserEvent, userEvents } from '@maru/contracts';
import { EventBus } from '@maru/ports';
import { FixedClock, type StartedService, startService, waitUntil } from '@maru/testing';
import { authService } from './index.js';

export const PASSWORD = 'correct horse battery staple';

export interface Call {
  readonly body?: unknown;
  readonly cookie?: string;
  readonly bearer?: string;
  /** The address of the caller. */
  readonly from?: string;
  readonly headers?: Record<string, string>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Of JSON and of problem details; empty for other bodies. */
  readonly json: Record<string, unknown>;
}

/** A session as its client has it. */
export interface LoggedIn {
  readonly secret: string;
  readonly sessionId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

export class AuthHouse {
  readonly events: UserEvent[] = [];

  private constructor(
    readonly service: StartedService,
    readonly clock: FixedClock,
  ) {}

  static async start(options: { env?: Record<string, string>; limits?: Partial<Limits> } = {}): Promise<AuthHouse> {
    const clock = new FixedClock();
    const env = { MARU_TRUSTED_PROXIES: 'loopback', ...options.env };
    const house = new AuthHouse(await startService(authService, { env, limits: options.limits ?? {}, clock }), clock);
    await house.service.get(EventBus).subscribe({
      group: 'spec',
      topics: [userEvents],
      batchSize: 1,
      handle: async ([record]) => void house.events.push(record?.value as UserEvent),
    });
    return house;
  }

  close(): Promise<void> {
    return this.service.close();
  }

  async call(method: string, path: string, call: Call = {}): Promise<Reply> {
    const { body, cookie, bearer, from, headers } = call;
    const response = await fetch(`${this.service.url}${AUTH_PATH}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(cookie === undefined ? {} : { Cookie: `SESSION=${cookie}` }),
        ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
        ...(from === undefined ? {} : { 'X-Forwarded-For': from }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = text !== '' && /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, text, json: isJson ? (JSON.parse(text) as Record<string, unknown>) : {} };
  }

  post(path: string, call?: Call): Promise<Reply> {
    return this.call('POST', path, call);
  }
  get(path: string, call?: Call): Promise<Reply> {
    return this.call('GET', path, call);
  }

  async register(username: string, password = PASSWORD, from?: string): Promise<Reply> {
    const reply = await this.post('/register', { body: { username, password }, ...(from === undefined ? {} : { from }) });
    if (reply.status === 200) await this.hears('UserRegistered', reply.json['username']);
    return reply;
  }
  tryLogin(username: string, password = PASSWORD, call: Call = {}): Promise<Reply> {
    return this.post('/login', { body: { username, password }, ...call });
  }

  async login(username: string, password = PASSWORD, call: Call = {}): Promise<LoggedIn> {
    const headers = { Accept: 'application/json', ...call.headers };
    const reply = await this.tryLogin(username, password, { ...call, headers });
    if (reply.status !== 200) throw new Error(`login: ${reply.text}`);
    const { sessionId, accessToken, refreshToken } = reply.json as Record<string, string>;
    return { secret: cookieOf(reply), sessionId: sessionId!, accessToken: accessToken!, refreshToken: refreshToken! };
  }

  /** Somebody new, and logged in. */
  async arrive(username: string): Promise<LoggedIn> {
    await this.register(username);
    return this.login(username);
  }

  async isAlive({ secret, accessToken }: LoggedIn): Promise<boolean> {
    const statuses = [await this.get('/me', { cookie: secret }), await this.get('/me', { bearer: accessToken })].map(
      ({ status }) => status,
    );
    if (statuses[0] !== statuses[1]) throw new Error(`cookie ${statuses[0]}, bearer ${statuses[1]}`);
    return statuses[0] === 200;
  }

  /** Waits until somebody who listens has been told. */
  async hears(type: UserEvent['type'], username: unknown): Promise<void> {
    await waitUntil(() => this.events.some((event) => event.type === type && event.username === username), { what: type });
  }

  /** The sessions whose sockets have been closed. */
  get closed(): string[] {
    return this.service.deliveries.flatMap((delivery) => (delivery.kind === 'session-ended' ? [delivery.sessionId] : []));
  }
}

export function cookieOf({ headers }: Reply): string {
  return /^SESSION=([^;]*)/.exec(headers.get('set-cookie') ?? '')?.[1] ?? '';
}

/** Status and code, the two things that a refusal is about. */
export function refusal({ status, json }: Reply): [number, unknown] {
  return [status, json['code']];
}
