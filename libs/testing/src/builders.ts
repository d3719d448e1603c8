import { randomUUID } from 'node:crypto';
import type { Asker } from '@maru/contracts';

let references = 0;

/** Somebody with a session and a socket. Each has a reference of its own, so that answers can be told apart. */
export function anAsker(wanted: Partial<Asker> = {}): Asker {
  const { userId = 1, username = 'alice' } = wanted;
  return { userId, username, sessionId: `session-${userId}`, gatewayId: 'gateway', socketId: userId, reference: ++references, ...wanted };
}

/** What every command has: `{ type: 'Enter', channelId: 4, ...asked(alice) }`. */
export function asked(asker: Asker = anAsker(), at = 0) {
  return { v: 1 as const, commandId: randomUUID(), asker, at };
}
