/** Where the socket stands. Everything that a page or a program shows about being connected follows from this. */
import { closeCodes } from '@maru/contracts';
import type { MaruError } from '../maru-error.js';

export type SocketState =
  | { readonly name: 'connecting' }
  /** Open; what was missed is being fetched. */
  | { readonly name: 'syncing' }
  | { readonly name: 'live' }
  /** Not open; the next try is at `retryAt`, or at once by `wake()`. */
  | { readonly name: 'waiting'; readonly retryInMs: number; readonly retryAt: number; readonly error?: MaruError }
  | { readonly name: 'ended'; readonly reason: EndReason };

/**
 * `session-ended`: log in again. `unsupported`: this client is too old, or said something that the server could not take.
 * `too-many-sockets`: others of this user are open. `closed`: by `close()`.
 */
export type EndReason = 'session-ended' | 'unsupported' | 'too-many-sockets' | 'closed';

const byCode = new Map<number, { readonly code: number; readonly comeBack: boolean }>(
  Object.values(closeCodes).map((entry) => [entry.code, entry]),
);

/** Why a socket that was closed with this code stays closed; undefined: come back. Codes that the protocol does not know are accidents. */
export function endOf(closeCode: number): EndReason | undefined {
  if (byCode.get(closeCode)?.comeBack !== false) return undefined;
  if (closeCode === closeCodes.SESSION_ENDED.code) return 'session-ended';
  if (closeCode === closeCodes.TOO_MANY_SOCKETS.code) return 'too-many-sockets';
  return 'unsupported';
}
