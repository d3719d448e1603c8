import { Id, type SessionView, Time } from '@maru/contracts';
import { z } from 'zod';

/** Enough to find a session. What says so is not yet a living one. */
export const SessionRef = z.object({ userId: Id, sessionId: z.string() });
export type SessionRef = z.infer<typeof SessionRef>;

/** A login that lasts. `sessionId` is public; its secret is known to the client alone. */
export const Session = SessionRef.extend({
  username: z.string(),
  secretHash: z.string(),
  createdAt: Time,
  lastSeenAt: Time,
  expiresAt: Time,
  userAgent: z.string(),
});
export type Session = z.infer<typeof Session>;

export function viewOf({ userId, username, sessionId, expiresAt }: Session): SessionView {
  return { userId, username, sessionId, expiresAt };
}
