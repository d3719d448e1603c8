/** Somebody of `stomp`: an account that is known by an e-mail, and what it may call. */
import { unique } from './house.js';
import { PASSWORD } from './device.js';

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly json: unknown;
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

export async function callOf(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: text }),
  });
  const answered = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return { status: response.status, headers: response.headers, json: isJson ? (JSON.parse(answered) as unknown) : answered };
}

export class MailAccount {
  private constructor(
    readonly url: string,
    readonly email: string,
    /** `user_` and 8 digits. */
    readonly id: string,
    /** The name by which Maru's people know it. */
    readonly name: string,
    readonly tokens: Tokens,
  ) {}

  static async register(url: string, word: string): Promise<MailAccount> {
    const email = `${unique(word)}@example.com`;
    const { json } = await callOf(url, 'POST', '/api/auth/register', { email, password: PASSWORD });
    const { userId, nickname } = json as { userId: string; nickname: string };
    return new MailAccount(url, email, userId, nickname, await MailAccount.logIn(url, email));
  }

  static async logIn(url: string, email: string): Promise<Tokens> {
    return (await callOf(url, 'POST', '/api/auth/authenticate', { email, password: PASSWORD })).json as Tokens;
  }

  call(method: string, path: string, parameters: Record<string, string> = {}, token = this.tokens.accessToken): Promise<Answered> {
    const query = new URLSearchParams(parameters).toString();
    return callOf(this.url, method, `/api/chat${path}${query === '' ? '' : `?${query}`}`, undefined, { Authorization: `Bearer ${token}` });
  }

  async answered(...asked: Parameters<MailAccount['call']>): Promise<[number, unknown]> {
    const { status, json } = await this.call(...asked);
    return [status, json];
  }

  async makeRoom(roomName = unique('room')): Promise<string> {
    return ((await this.call('POST', '/rooms', { roomName, userId: this.id })).json as { roomId: string }).roomId;
  }
}
