/** HTTP under `/api/v1/auth`: bodies and answers. */
import { z } from 'zod';
import { Username } from './names.js';
import { QuietHours } from './quiet-hours.js';
import { DisplayName, Time, text } from './values.js';

export const AUTH_PATH = '/api/v1/auth';
export const SOCKET_PATH = '/ws/v1/message';
export const SESSION_COOKIE = 'SESSION';
export const SUBPROTOCOL = 'maru.1';

/** A password as somebody typed it to log in: any text up to a bound, so that the answer tells nothing. */
const TypedPassword = z.string().max(1_024);
export const NewPassword = text(8, 128);

export const RegisterBody = z.object({ username: Username, password: NewPassword });
export const RegisterAnswer = z.object({ username: z.string() });
export const LoginBody = z.object({ username: z.string().max(1_024), password: TypedPassword });
export const Tokens = z.object({ accessToken: z.string(), refreshToken: z.string(), expiresIn: z.int() });
export const LoginAnswer = z.object({ sessionId: z.string(), username: z.string(), ...Tokens.shape });
export const RefreshBody = z.object({ refreshToken: z.string().max(4_096) });
export const UnregisterBody = z.object({ password: TypedPassword.optional() });
export const PasswordBody = z.object({ oldPassword: TypedPassword, newPassword: NewPassword });
export const TicketAnswer = z.object({ ticket: z.string(), expiresIn: z.literal(30) });
export const MeAnswer = z.object({ username: z.string(), displayName: z.string().optional(), sessionId: z.string(), createdAt: Time });
/** How somebody is shown to others. A name that is left out, or empty: none. */
export const Profile = z.object({ displayName: DisplayName.optional() });
export type Profile = z.infer<typeof Profile>;
/** What an account has chosen, on whatever device. Quiet hours that are left out: none. */
export const Settings = z.object({ quietHours: QuietHours.optional() });
export type Settings = z.infer<typeof Settings>;
export const SessionEntry = z.object({ id: z.string(), current: z.boolean(), createdAt: Time, lastSeenAt: Time, userAgent: z.string() });
export const SessionsAnswer = z.object({ sessions: z.array(SessionEntry) });

export const ProblemDetails = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  requestId: z.string(),
});
export type ProblemDetails = z.infer<typeof ProblemDetails>;
