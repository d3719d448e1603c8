/** What a handshake shows: a ticket in its address, a bearer token, or the session's cookie. */
import type { IncomingMessage } from 'node:http';
import { SESSION_COOKIE } from '@maru/contracts';

export interface Credentials {
  readonly ticket?: string;
  readonly bearer?: string;
  readonly cookie?: string;
}

const BEARER = /^bearer +(?<token>[^ ]+) *$/i;

export function credentialsOf(request: IncomingMessage): Credentials {
  const ticket = new URL(request.url ?? '/', 'http://localhost').searchParams.get('ticket');
  const { authorization } = request.headers;
  const cookie = cookieOf(request.headers.cookie);
  return {
    ...(ticket === null ? {} : { ticket }),
    ...(authorization === undefined ? {} : { bearer: BEARER.exec(authorization)?.groups?.['token'] ?? '' }),
    ...(cookie === undefined ? {} : { cookie }),
  };
}

function cookieOf(header: string | undefined): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const [name, ...value] = pair.split('=');
    if (name?.trim() === SESSION_COOKIE) return value.join('=').trim();
  }
  return undefined;
}
