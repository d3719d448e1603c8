/** Friends by invite code. */
import { z } from 'zod';
import { ConnectionStatus, Name } from '../values.js';
import { answer, notification, request } from './frame.js';

const CODE = '7ZK3Q9X4M1C8V5N2B6H0J7T4RA';

export const FetchUserInviteCode = request('FETCH_USER_INVITE_CODE_REQUEST', {});
export const FetchUserInviteCodeResponse = answer('FETCH_USER_INVITE_CODE_RESPONSE', { inviteCode: z.string() }, { inviteCode: CODE });

export const ResetUserInviteCode = request('RESET_USER_INVITE_CODE_REQUEST', {});
export const ResetUserInviteCodeResponse = answer('RESET_USER_INVITE_CODE_RESPONSE', { inviteCode: z.string() }, { inviteCode: CODE });

export const Invite = request('INVITE_REQUEST', { userInviteCode: z.string() }, { userInviteCode: CODE });
export const InviteResponse = answer(
  'INVITE_RESPONSE',
  { inviteCode: z.string(), username: z.string(), status: z.literal('PENDING') },
  { inviteCode: CODE, username: 'bob', status: 'PENDING' },
);
export const AskInvite = notification('ASK_INVITE', { username: z.string() }, { username: 'alice' });
/** On my own other sockets: whom I invited. */
export const NotifyInvite = notification('NOTIFY_INVITE', { username: z.string() }, { username: 'bob' });

export const Accept = request('ACCEPT_REQUEST', { username: Name }, { username: 'alice' });
export const AcceptResponse = answer('ACCEPT_RESPONSE', { username: z.string() }, { username: 'alice' });

/** `by` is there on the sockets of the one who did it; `username` is the other party then. */
const otherParty = { username: z.string(), by: z.string().optional() };
export const NotifyAccept = notification('NOTIFY_ACCEPT', otherParty, { username: 'bob' });

export const Reject = request('REJECT_REQUEST', { username: Name }, { username: 'alice' });
export const RejectResponse = answer(
  'REJECT_RESPONSE',
  { username: z.string(), status: z.literal('REJECTED') },
  { username: 'alice', status: 'REJECTED' },
);
export const NotifyReject = notification('NOTIFY_REJECT', otherParty, { username: 'alice', by: 'bob' });

export const Disconnect = request('DISCONNECT_REQUEST', { username: Name }, { username: 'bob' });
export const DisconnectResponse = answer(
  'DISCONNECT_RESPONSE',
  { username: z.string(), status: z.literal('DISCONNECTED') },
  { username: 'bob', status: 'DISCONNECTED' },
);
export const NotifyDisconnect = notification('NOTIFY_DISCONNECT', otherParty, { username: 'alice' });

export const FetchConnections = request('FETCH_CONNECTIONS_REQUEST', { status: ConnectionStatus }, { status: 'ACCEPTED' });
export const ConnectionView = z.object({
  username: z.string(),
  displayName: z.string().optional(),
  status: ConnectionStatus,
  inviter: z.string(),
});
export type ConnectionView = z.infer<typeof ConnectionView>;
export const FetchConnectionsResponse = answer(
  'FETCH_CONNECTIONS_RESPONSE',
  { connections: z.array(ConnectionView) },
  { connections: [{ username: 'bob', displayName: '밥', status: 'ACCEPTED', inviter: 'alice' }] },
);
