/** Somebody with an account, a session and as many bare sockets as it takes. */
import { randomBytes } from 'node:crypto';
import { LoginAnswer } from '@maru/contracts';
import type { RunningMaru } from '../running-maru.js';
import { type Call, type Reply, call } from './http.fixture.js';
import { Line, type LineOptions } from './line.fixture.js';

export const PASSWORD = 'a passphrase for a test';

const run = randomBytes(4).toString('hex');
let people = 0;
/** A name that nobody has. */
export function newName(kind = 'guest'): string {
  return `${kind}-${run}-${++people}`;
}

export interface Session {
  readonly secret: string;
  readonly sessionId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

export async function logIn(url: string, username: string, password = PASSWORD): Promise<Session> {
  const reply = await call(url, 'POST', '/login', { body: { username, password }, headers: { Accept: 'application/json' } });
  if (reply.status !== 200) throw new Error(`login: ${reply.status} ${reply.text}`);
  return { secret: secretOf(reply), ...LoginAnswer.parse(reply.json) };
}

/** As the cookie of a login has it. */
export function secretOf({ headers }: Reply): string {
  return /^SESSION=([^;]+);/.exec(headers['set-cookie']?.[0] ?? '')?.[1] ?? '';
}

export class Person {
  /** Set by `arrive`: its first socket, in `maru.1`. */
  line!: Line;
  private readonly lines: Line[] = [];

  private constructor(
    private readonly maru: RunningMaru,
    readonly name: string,
    readonly session: Session,
  ) {}

  /** Registers, and logs in. */
  static async register(maru: RunningMaru, name = newName()): Promise<Person> {
    const { status, text } = await call(maru.url, 'POST', '/register', { body: { username: name, password: PASSWORD } });
    if (status !== 200) throw new Error(`register: ${status} ${text}`);
    return new Person(maru, name, await logIn(maru.url, name));
  }

  /** The same, with a socket that has been greeted. */
  static async arrive(maru: RunningMaru, name = newName()): Promise<Person> {
    const person = await Person.register(maru, name);
    person.line = await person.open();
    return person;
  }

  async open(options: LineOptions = {}): Promise<Line> {
    const line = await Line.open(this.maru.wsUrl, { headers: { Cookie: `SESSION=${this.session.secret}` }, ...options });
    this.lines.push(line);
    if (line.dialect === 'maru.1' && options.protocols === undefined) await line.hears('HELLO');
    return line;
  }

  async anotherSession(): Promise<Session> {
    return logIn(this.maru.url, this.name);
  }

  call(method: string, path: string, options: Call = {}): Promise<Reply> {
    return call(this.maru.url, method, path, { cookie: this.session.secret, ...options });
  }

  async inviteCode(): Promise<string> {
    return String((await this.line.ask({ type: 'FETCH_USER_INVITE_CODE_REQUEST' })).inviteCode);
  }

  async befriend(other: Person): Promise<void> {
    await this.line.outcomeOf({ type: 'INVITE_REQUEST', userInviteCode: await other.inviteCode() });
    await other.line.outcomeOf({ type: 'ACCEPT_REQUEST', username: this.name });
  }

  /** The id of a channel that was made by this wish. */
  async create(wish: object): Promise<number> {
    const made = await this.line.ask({ type: 'CREATE_REQUEST', ...wish });
    if (made.type !== 'CREATE_RESPONSE') throw new Error(JSON.stringify(made));
    return (made.channelId as { id: number }).id;
  }

  createGroup(...others: Person[]): Promise<number> {
    return this.create({ participantUsernames: others.map(({ name }) => name), title: 'a group' });
  }

  createDirect(other: Person): Promise<number> {
    return this.create({ participantUsername: other.name });
  }

  async leave(): Promise<void> {
    await Promise.all(this.lines.map((line) => line.close()));
  }
}
