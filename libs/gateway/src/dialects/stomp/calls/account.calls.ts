/** `/api/auth`: to sign up with an e-mail, to log in, to go on, and to leave. */
import { clientAddress } from '@maru/edge';
import { publicUserId } from '@maru/contracts';
import type { Call, Route } from '../../calls/answer-calls.js';
import type { Hall } from '../../hall.js';
import { bearerOf } from './caller.js';
import { Failure } from './failures.js';

type Refused = { readonly refused: { readonly status: number; readonly message: string; readonly retryAfterMs?: number | undefined } };

export function accountCalls({ env, people: { accounts } }: Hall): readonly Route[] {
  const addressOf = ({ request }: Call) => clientAddress(request, env.MARU_TRUSTED_PROXIES);
  return [
    {
      method: 'POST',
      path: /^\/api\/auth\/register\/?$/,
      answer: async (call) => {
        const { email, password } = await fieldsOf(call, 'email', 'password').catch((error: unknown) => {
          throw error instanceof Failure ? notRegistered(null, error) : error;
        });
        const registered = await accounts.register({ email, password, address: addressOf(call) });
        if ('refused' in registered) throw notRegistered(email, registered.refused);
        const { userId, username: nickname } = registered;
        const message = 'Registered. You can log in now.';
        return [201, { ...nobody(email), userId: publicUserId(userId), nickname, success: true, message }];
      },
    },
    {
      method: 'POST',
      path: /^\/api\/auth\/authenticate\/?$/,
      answer: async (call) => {
        const { email, password } = await fieldsOf(call, 'email', 'password');
        const userAgent = call.request.headers['user-agent'] ?? '';
        return [200, tokensOf(await accounts.logIn({ email, password, userAgent, address: addressOf(call) }))];
      },
    },
    {
      method: 'POST',
      path: /^\/api\/auth\/refresh\/?$/,
      answer: async (call) => {
        const { refreshToken } = await fieldsOf(call, 'refreshToken');
        return [200, tokensOf(await accounts.refresh({ refreshToken, address: addressOf(call) }))];
      },
    },
    {
      method: 'POST',
      path: /^\/api\/auth\/logout\/?$/,
      answer: async (call) => {
        const text = await call.body();
        await accounts.logOut({ bearer: bearerOf(call.request), refreshToken: fieldIn(objectIn(text), 'refreshToken') });
        return [200, { message: 'Logged out.' }];
      },
    },
  ];
}

function tokensOf(answer: { tokens: { accessToken: string; refreshToken: string; expiresIn: number } } | Refused) {
  if ('refused' in answer) throw new Failure(answer.refused.status, answer.refused.message, answer.refused.retryAfterMs);
  const { accessToken, refreshToken, expiresIn } = answer.tokens;
  return { accessToken, refreshToken, tokenType: 'Bearer', expiresIn };
}

const nobody = (email: string | null) => ({ userId: null, email, nickname: null, accessToken: null, refreshToken: null });

function notRegistered(email: string | null, { status, message, retryAfterMs }: Refused['refused']): Failure {
  return new Failure(status, message, retryAfterMs, { ...nobody(email), success: false });
}

const FIELD_CHARACTERS = 4_096;

async function fieldsOf<K extends string>(call: Call, ...names: readonly K[]): Promise<Record<K, string>> {
  const body = objectIn(await call.body());
  const fields = names.map((name) => {
    const value = fieldIn(body, name);
    if (value === undefined || value === '') throw new Failure(400, `${name}: is missing or bad`);
    return [name, value];
  });
  return Object.fromEntries(fields) as Record<K, string>;
}

function objectIn(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function fieldIn(body: object, name: string): string | undefined {
  const value: unknown = Object.hasOwn(body, name) ? Reflect.get(body, name) : undefined;
  return typeof value === 'string' && value.length <= FIELD_CHARACTERS ? value : undefined;
}
