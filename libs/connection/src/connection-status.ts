/** The life of a connection between two people: the whole state table of the protocol, as data, and nothing else. */
import type { ConnectionStatus, FrameErrorCode } from '@maru/contracts';

export type Action = 'INVITE' | 'ACCEPT' | 'REJECT' | 'DISCONNECT';
/** `NONE`: the two have never had to do with each other, so nothing is stored. */
export type PairStatus = 'NONE' | ConnectionStatus;

type Refused = Extract<
  FrameErrorCode,
  'ALREADY_INVITED' | 'INVITED_BY_THEM' | 'ALREADY_CONNECTED' | 'INVITE_REJECTED' | 'NOT_INVITED' | 'NOT_CONNECTED'
>;
type Cell = ConnectionStatus | Refused;
type Row = Readonly<Record<Action, readonly [byTheInviter: Cell, byTheInvitee: Cell]>>;

/** Nobody invited anybody here (or not any more), so both columns agree. */
const APART: Row = {
  INVITE: ['PENDING', 'PENDING'],
  ACCEPT: ['NOT_INVITED', 'NOT_INVITED'],
  REJECT: ['NOT_INVITED', 'NOT_INVITED'],
  DISCONNECT: ['NOT_CONNECTED', 'NOT_CONNECTED'],
};

const TABLE: Readonly<Record<PairStatus, Row>> = {
  NONE: APART,
  DISCONNECTED: APART,
  PENDING: {
    INVITE: ['ALREADY_INVITED', 'INVITED_BY_THEM'],
    ACCEPT: ['NOT_INVITED', 'ACCEPTED'],
    REJECT: ['NOT_INVITED', 'REJECTED'],
    DISCONNECT: ['NOT_CONNECTED', 'NOT_CONNECTED'],
  },
  ACCEPTED: {
    INVITE: ['ALREADY_CONNECTED', 'ALREADY_CONNECTED'],
    ACCEPT: ['ALREADY_CONNECTED', 'ALREADY_CONNECTED'],
    REJECT: ['ALREADY_CONNECTED', 'ALREADY_CONNECTED'],
    DISCONNECT: ['DISCONNECTED', 'DISCONNECTED'],
  },
  // Who rejected is the invitee: he may change his mind, or tidy up. The rejected may not ask again.
  REJECTED: {
    INVITE: ['INVITE_REJECTED', 'PENDING'],
    ACCEPT: ['NOT_INVITED', 'NOT_INVITED'],
    REJECT: ['NOT_INVITED', 'NOT_INVITED'],
    DISCONNECT: ['NOT_CONNECTED', 'DISCONNECTED'],
  },
};

export type Transition = { readonly next: ConnectionStatus } | { readonly refused: Refused };

/** What becomes of a pair when `actorUserId` does this. `inviterUserId` is who invited last; absent for `NONE`. */
export function transition(status: PairStatus, inviterUserId: number | undefined, actorUserId: number, action: Action): Transition {
  const [byTheInviter, byTheInvitee] = TABLE[status][action];
  const cell = actorUserId === inviterUserId ? byTheInviter : byTheInvitee;
  return isStatus(cell) ? { next: cell } : { refused: cell };
}

/** What the step adds to the count of accepted connections of either side. */
export function countChange(from: PairStatus, to: ConnectionStatus): number {
  return Number(to === 'ACCEPTED') - Number(from === 'ACCEPTED');
}

function isStatus(cell: Cell): cell is ConnectionStatus {
  return cell === 'PENDING' || cell === 'ACCEPTED' || cell === 'REJECTED' || cell === 'DISCONNECTED';
}
