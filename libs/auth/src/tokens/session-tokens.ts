import type { Tokens } from '@maru/contracts';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { SessionRef } from '../sessions/session.js';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './access-tokens.js';
import type { RefreshTokenEntity } from './refresh-token.entity.js';
import { RefreshTokens } from './refresh-tokens.js';

type TokenPair = z.input<typeof Tokens>;

/** The two tokens that a session's client is given. */
@Injectable()
export class SessionTokens {
  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
  ) {}

  async first(session: SessionRef): Promise<TokenPair> {
    return this.pair(session, await this.refreshTokens.issue(session));
  }

  /** Undefined: the refresh token was used before. */
  async next(used: RefreshTokenEntity, session: SessionRef): Promise<TokenPair | undefined> {
    const refreshToken = await this.refreshTokens.rotate(used, session);
    return refreshToken === undefined ? undefined : this.pair(session, refreshToken);
  }

  private async pair(session: SessionRef, refreshToken: string): Promise<TokenPair> {
    return { accessToken: await this.accessTokens.issue(session), refreshToken, expiresIn: ACCESS_TOKEN_SECONDS };
  }
}
