import type { IncomingMessage } from 'node:http';
import { publicUserId, type SessionView } from '@maru/contracts';
import type { Hall } from '../../hall.js';
import { Failure } from './failures.js';

const callers = new WeakMap<IncomingMessage, SessionView>();

export function bearerOf({ headers }: IncomingMessage): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

/** Nothing else is looked at before it is known who calls. */
export async function admitCaller({ people: { accounts } }: Hall, request: IncomingMessage): Promise<void> {
  const bearer = bearerOf(request);
  const session = bearer && (await accounts.callerOf(bearer, request.headers['user-agent']));
  if (!session) throw new Failure(401, 'a valid token is needed');
  callers.set(request, session);
}

export function callerOf(request: IncomingMessage): SessionView {
  const session = callers.get(request);
  if (session === undefined) throw new Error('a call was answered before its caller was admitted');
  return session;
}

/** Parameters that name a user name the caller. */
export function mustBeCaller(request: IncomingMessage, publicId: string): void {
  if (publicId !== publicUserId(callerOf(request).userId)) throw new Failure(403, 'this may only be done for oneself');
}
