import type { Tokens } from '@maru/contracts';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { SessionRef } from '../sessions/session.js';
import { ACCESS_TOKEN_SECONDS, AccessTokens, type Naming } from './access-tokens.js';
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

  async first(session: SessionRef, naming?: Naming): Promise<TokenPair> {
    return this.pair(session, await this.refreshTokens.issue(session), naming);
  }

  /** Undefined: the refresh token was used before. */
  async next(used: RefreshTokenEntity, session: SessionRef, naming?: Naming): Promise<TokenPair | undefined> {
    const refreshToken = await this.refreshTokens.rotate(used, session);
    return refreshToken === undefined ? undefined : this.pair(session, refreshToken, naming);
  }

  private async pair(session: SessionRef, refreshToken: string, naming: Naming = 'number'): Promise<TokenPair> {
    const accessToken = await this.accessTokens.issue(session, naming);
    return { accessToken, refreshToken, expiresIn: ACCESS_TOKEN_SECONDS[naming] };
  }
}
