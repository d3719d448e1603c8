/** The book of HTTP calls, as `frames/` is of frames. */
import type { z } from 'zod';
import type { HttpErrorCode } from './errors.js';
import {
  LoginAnswer,
  LoginBody,
  MeAnswer,
  PasswordBody,
  Profile,
  RefreshBody,
  RegisterAnswer,
  RegisterBody,
  SessionsAnswer,
  Settings,
  TicketAnswer,
  Tokens,
  UnregisterBody,
} from './http.js';

export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Under `/api/v1/auth`. */
  readonly path: string;
  readonly about: string;
  /** Whether it needs a session. */
  readonly authenticated: boolean;
  readonly body?: z.ZodType;
  readonly bodyExample?: object;
  /** Absent: an empty 200. */
  readonly answer?: z.ZodType;
  readonly answerExample?: object;
  readonly errors: readonly HttpErrorCode[];
}

const PASSWORD = 'a long enough password';
const tokens = { accessToken: 'eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl', refreshToken: 'q1w2e3r4t5y6u7i8o9p0aQ', expiresIn: 900 };
const quietHours = { from: '23:00', to: '07:00', timeZone: 'Asia/Seoul' };
const SESSION_ID = 'sJ3o0m8xQ2uVbW1c';

export const httpCalls: readonly HttpCall[] = [
  {
    method: 'POST',
    path: '/register',
    about: 'Makes an account. No session.',
    authenticated: false,
    body: RegisterBody,
    bodyExample: { username: 'alice', password: PASSWORD },
    answer: RegisterAnswer,
    answerExample: { username: 'alice' },
    errors: ['INVALID_BODY', 'USERNAME_TAKEN', 'RATE_LIMITED', 'BUSY'],
  },
  {
    method: 'POST',
    path: '/login',
    about:
      'Makes a session. The secret comes as the cookie `SESSION` and as a plain text body; JSON if and only if Accept names `application/json`.',
    authenticated: false,
    body: LoginBody,
    bodyExample: { username: 'alice', password: PASSWORD },
    answer: LoginAnswer,
    answerExample: { sessionId: SESSION_ID, username: 'alice', ...tokens },
    errors: ['INVALID_BODY', 'BAD_CREDENTIALS', 'RATE_LIMITED', 'BUSY'],
  },
  {
    method: 'POST',
    path: '/refresh',
    about: 'New tokens for a refresh token, which works once. Used again, it ends the session.',
    authenticated: false,
    body: RefreshBody,
    bodyExample: { refreshToken: tokens.refreshToken },
    answer: Tokens,
    answerExample: tokens,
    errors: ['INVALID_BODY', 'INVALID_REFRESH_TOKEN', 'REFRESH_REUSED'],
  },
  {
    method: 'POST',
    path: '/logout',
    about: 'Ends this session, its tokens and its sockets.',
    authenticated: true,
    errors: ['UNAUTHENTICATED', 'FOREIGN_ORIGIN'],
  },
  {
    method: 'POST',
    path: '/unregister',
    about: 'Ends the account. The password may be left out within 5 minutes of the login.',
    authenticated: true,
    body: UnregisterBody.optional(),
    bodyExample: { password: PASSWORD },
    errors: ['INVALID_BODY', 'UNAUTHENTICATED', 'BAD_CREDENTIALS', 'FOREIGN_ORIGIN', 'BUSY'],
  },
  {
    method: 'POST',
    path: '/ticket',
    about: 'A single-use ticket for a handshake.',
    authenticated: true,
    answer: TicketAnswer,
    answerExample: { ticket: 'Zm9ydHktdHdvIGlzIGFuIGFuc3dlcg', expiresIn: 30 },
    errors: ['UNAUTHENTICATED', 'FOREIGN_ORIGIN', 'RATE_LIMITED'],
  },
  {
    method: 'GET',
    path: '/me',
    about: 'Who is asking. `createdAt` is the account’s.',
    authenticated: true,
    answer: MeAnswer,
    answerExample: { username: 'alice', displayName: '앨리스', sessionId: SESSION_ID, createdAt: 1795219200000 },
    errors: ['UNAUTHENTICATED'],
  },
  {
    method: 'POST',
    path: '/profile',
    about: 'How I am called beside my username: friends and my own sockets are told at once. Left out or empty: not at all.',
    authenticated: true,
    body: Profile,
    bodyExample: { displayName: '앨리스' },
    answer: Profile,
    answerExample: { displayName: '앨리스' },
    errors: ['INVALID_BODY', 'UNAUTHENTICATED', 'FOREIGN_ORIGIN', 'RATE_LIMITED'],
  },
  {
    method: 'GET',
    path: '/settings',
    about: 'What the account has chosen.',
    authenticated: true,
    answer: Settings,
    answerExample: { quietHours },
    errors: ['UNAUTHENTICATED'],
  },
  {
    method: 'POST',
    path: '/settings',
    about:
      'Chooses anew, all of it: what is left out is chosen no more. In quiet hours nothing is pushed. All my sockets are told at once.',
    authenticated: true,
    body: Settings,
    bodyExample: { quietHours },
    answer: Settings,
    answerExample: { quietHours },
    errors: ['INVALID_BODY', 'UNAUTHENTICATED', 'FOREIGN_ORIGIN'],
  },
  {
    method: 'GET',
    path: '/sessions',
    about: 'All living sessions of the account.',
    authenticated: true,
    answer: SessionsAnswer,
    answerExample: {
      sessions: [{ id: SESSION_ID, current: true, createdAt: 1795219200000, lastSeenAt: 1795219260000, userAgent: 'maru-cli' }],
    },
    errors: ['UNAUTHENTICATED'],
  },
  {
    method: 'DELETE',
    path: '/sessions/{id}',
    about: 'Ends one of my sessions. The current one: a logout.',
    authenticated: true,
    errors: ['UNAUTHENTICATED', 'NO_SUCH_SESSION', 'FOREIGN_ORIGIN'],
  },
  {
    method: 'POST',
    path: '/password',
    about: 'Changes the password. This session stays, all others end.',
    authenticated: true,
    body: PasswordBody,
    bodyExample: { oldPassword: PASSWORD, newPassword: 'an even longer password' },
    errors: ['INVALID_BODY', 'UNAUTHENTICATED', 'BAD_CREDENTIALS', 'FOREIGN_ORIGIN', 'BUSY'],
  },
];
