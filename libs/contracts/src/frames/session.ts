/** What a socket says and hears about itself and about people being there. */
import { z } from 'zod';
import { type FrameErrorCode, frameErrorTexts } from '../errors.js';
import { PRESENCE_NAMES } from '../limits.js';
import { QuietHours } from '../quiet-hours.js';
import { Count, Name, Time } from '../values.js';
import { answer, notification, request } from './frame.js';

export const KeepAlive = request('KEEP_ALIVE', {});
export const KeepAliveResponse = answer('KEEP_ALIVE_RESPONSE', {});

export const FetchPresence = request('FETCH_PRESENCE_REQUEST', { usernames: z.array(Name).max(PRESENCE_NAMES) }, { usernames: ['bob'] });
export const PresenceView = z.object({ username: z.string(), online: z.boolean(), lastSeenAt: Time.optional() });
export type PresenceView = z.infer<typeof PresenceView>;
export const FetchPresenceResponse = answer(
  'FETCH_PRESENCE_RESPONSE',
  { presences: z.array(PresenceView) },
  { presences: [{ username: 'bob', online: false, lastSeenAt: 1795219200000 }] },
);
export const NotifyPresence = notification('NOTIFY_PRESENCE', PresenceView.shape, { username: 'bob', online: true });

/** How a friend, or I myself, is called beside the username from now on; without a name: not at all. */
export const NotifyProfile = notification(
  'NOTIFY_PROFILE',
  { username: z.string(), displayName: z.string().optional() },
  { username: 'alice', displayName: '앨리스' },
);
/** What my account has chosen, all of it, on whatever device. */
export const NotifySettings = notification(
  'NOTIFY_SETTINGS',
  { quietHours: QuietHours.optional() },
  { quietHours: { from: '23:00', to: '07:00', timeZone: 'Asia/Seoul' } },
);

/** The limits that a client should know before it meets them. */
export const HelloLimits = z.object({
  frameBytes: Count,
  contentCharacters: Count,
  framesPerMinute: Count,
  messagesPerMinute: Count,
  burst: Count,
  sockets: Count,
  connections: Count,
  historyPage: Count,
});
export const Hello = notification(
  'HELLO',
  { username: z.string(), sessionId: z.string(), heartbeatMs: Count, serverTime: Time, limits: HelloLimits },
  {
    username: 'alice',
    sessionId: 'sJ3o0m8xQ2uVbW1c',
    heartbeatMs: 25_000,
    serverTime: 1795219200000,
    limits: {
      frameBytes: 65_536,
      contentCharacters: 4_000,
      framesPerMinute: 120,
      messagesPerMinute: 500,
      burst: 100,
      sockets: 10,
      connections: 1_000,
      historyPage: 100,
    },
  },
);
export const GoingAway = notification('GOING_AWAY', { reconnectInMs: Count }, { reconnectInMs: 1_500 });

export const FrameErrorCodes = z.enum(Object.keys(frameErrorTexts) as [FrameErrorCode, ...FrameErrorCode[]]);
export const ErrorFrame = answer(
  'ERROR',
  {
    messageType: z.string(),
    code: FrameErrorCodes,
    message: z.string(),
    retryable: z.boolean(),
    retryAfterMs: Count.optional(),
  },
  { messageType: 'WRITE_MESSAGE', code: 'NO_ACTIVE_CHANNEL', message: 'Enter a channel first, or name one.', retryable: false },
);
