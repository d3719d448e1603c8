import { Id, publicUserId, userIdOf } from '@maru/contracts';
import { Clock, Ids } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { SessionRef } from '../sessions/session.js';
import { SigningKey } from './signing-key.js';

/** How a token names its user, and how long it holds: to our clients by his number, to those of older dialects by his public id. */
export type Naming = 'number' | 'public-id';
export const ACCESS_TOKEN_SECONDS = { number: 900, 'public-id': 3_600 } as const satisfies Record<Naming, number>;
const ALGORITHM = 'HS256';
const TYPE = 'at+jwt';

const Claims = z.object({
  sub: z
    .string()
    .transform((sub) => userIdOf(sub) ?? Number(sub))
    .pipe(Id),
  sid: z.string(),
});

@Injectable()
export class AccessTokens {
  constructor(
    private readonly key: SigningKey,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  issue({ userId, sessionId }: SessionRef, naming: Naming = 'number'): Promise<string> {
    const now = Math.floor(this.clock.now() / 1_000);
    return new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
      .setSubject(naming === 'number' ? String(userId) : publicUserId(userId))
      .setJti(this.ids.unique())
      .setIssuedAt(now)
      .setExpirationTime(now + ACCESS_TOKEN_SECONDS[naming])
      .sign(this.key.bytes);
  }

  /** Whose session it says it is. That it still lives is for the session to tell. */
  async verify(token: string): Promise<SessionRef | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.key.bytes, {
        algorithms: [ALGORITHM],
        typ: TYPE,
        requiredClaims: ['exp'],
        currentDate: new Date(this.clock.now()),
      });
      const { data } = Claims.safeParse(payload);
      return data && { userId: data.sub, sessionId: data.sid };
    } catch (error) {
      // Forged, expired, or no token at all: all the same to the one who shows it.
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}
