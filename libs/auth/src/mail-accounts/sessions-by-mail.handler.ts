import { LogOutByMail, RefreshByMail } from '@maru/contracts';
import { Answers } from '@maru/ports';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { RefreshHandler } from '../refresh/refresh.handler.js';
import { EndSessions } from '../sessions/end-sessions.js';
import { Sessions } from '../sessions/sessions.js';
import { KnownNetworks } from '../throttling/known-networks.js';
import { AccessTokens } from '../tokens/access-tokens.js';
import { RefreshTokens } from '../tokens/refresh-tokens.js';
import { orRefused } from './refusals.js';

/** How a session of an older dialect goes on, and ends. */
@Controller()
export class SessionsByMailHandler {
  constructor(
    private readonly refreshHandler: RefreshHandler,
    private readonly knownNetworks: KnownNetworks,
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
    private readonly sessions: Sessions,
    private readonly endSessions: EndSessions,
  ) {}

  @Answers(RefreshByMail)
  refresh({ refreshToken, address }: z.output<typeof RefreshByMail.ask>): Promise<z.input<typeof RefreshByMail.answer>> {
    return orRefused(async () => {
      const { session, tokens } = await this.refreshHandler.handle(refreshToken, 'public-id');
      await this.knownNetworks.remember(session.username, { address });
      return { tokens };
    });
  }

  @Answers(LogOutByMail)
  async logOut({ bearer, refreshToken }: z.output<typeof LogOutByMail.ask>): Promise<Record<string, never>> {
    const shown = [bearer && (await this.accessTokens.verify(bearer)), refreshToken && (await this.refreshTokens.find(refreshToken))];
    for (const ref of shown) {
      const session = ref ? await this.sessions.find(ref) : undefined;
      if (session !== undefined) await this.endSessions.end(session);
    }
    return {};
  }
}
