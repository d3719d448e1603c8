/** Why something did not work, in the words of the page. */
import { MaruError } from '@maru/client';
import { type Key, say } from '../say/say.js';

const reasons = {
  BAD_CREDENTIALS: 'error.badCredentials',
  USERNAME_TAKEN: 'error.usernameTaken',
  RATE_LIMITED: 'error.rateLimited',
  BUSY: 'error.rateLimited',
  UNAVAILABLE: 'error.unavailable',
  UNKNOWN_INVITE_CODE: 'error.unknownInviteCode',
  SELF_INVITE: 'error.selfInvite',
  ALREADY_INVITED: 'error.alreadyInvited',
  INVITED_BY_THEM: 'error.invitedByThem',
  ALREADY_CONNECTED: 'error.alreadyConnected',
  INVITE_REJECTED: 'error.inviteRejected',
  NOT_CONNECTED: 'error.notConnected',
  CONNECTION_LIMIT: 'error.connectionLimit',
  NOT_A_MEMBER: 'error.notAMember',
  NOT_OWNER: 'error.notOwner',
  CHANNEL_FULL: 'error.channelFull',
  CHANNEL_LIMIT: 'error.channelLimit',
  INVALID_FIELD: 'error.invalidField',
  INVALID_BODY: 'error.invalidField',
} as const satisfies Record<string, Key>;

export function reasonOf(error: unknown): string {
  const code = error instanceof MaruError ? error.code : undefined;
  return say(isKnown(code) ? reasons[code] : 'error.other');
}

function isKnown(code: string | undefined): code is keyof typeof reasons {
  return code !== undefined && Object.hasOwn(reasons, code);
}
