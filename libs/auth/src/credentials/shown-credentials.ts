/** What a call shows to be let in. */
import type { IncomingMessage } from 'node:http';
import { SESSION_COOKIE } from '@maru/contracts';

/** The first that is there counts, whether it is any good or not. */
export interface ShownCredentials {
  readonly ticket?: string;
  readonly bearer?: string;
  readonly cookie?: string;
}

const BEARER = /^bearer +(?<token>[^ ]+) *$/i;

/** Of an HTTP call. Any `Authorization` is an attempt to be somebody: what is no bearer token is a bad one. */
export function shownCredentials({ headers }: IncomingMessage): ShownCredentials {
  if (headers.authorization !== undefined) return { bearer: BEARER.exec(headers.authorization)?.groups?.['token'] ?? '' };
  const cookie = cookieOf(headers.cookie);
  return cookie === undefined ? {} : { cookie };
}

function cookieOf(header = ''): string | undefined {
  for (const pair of header.split(';')) {
    const [name, ...value] = pair.split('=');
    if (name?.trim() === SESSION_COOKIE) return value.join('=').trim();
  }
  return undefined;
}
