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
  const { authorization } = request.headers;
  const ticket = ticketIn(request.url ?? '/');
  const cookie = cookieOf(request.headers.cookie);
  return {
    ...(ticket === null ? {} : { ticket }),
    ...(authorization === undefined ? {} : { bearer: BEARER.exec(authorization)?.groups?.['token'] ?? '' }),
    ...(cookie === undefined ? {} : { cookie }),
  };
}

function ticketIn(address: string): string | null {
  const query = address.indexOf('?');
  return query === -1 ? null : new URLSearchParams(address.slice(query)).get('ticket');
}

function cookieOf(header: string | undefined): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const [name, ...value] = pair.split('=');
    if (name?.trim() === SESSION_COOKIE) return value.join('=').trim();
  }
  return undefined;
}
