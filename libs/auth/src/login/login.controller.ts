import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LoginAnswer } from '@maru/contracts';
import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { z } from 'zod';
import { SessionCookie } from '../credentials/session-cookie.js';
import { LimitedByAddress } from '../throttling/address-limit.guard.js';
import { KnownNetworks } from '../throttling/known-networks.js';
import { SessionTokens } from '../tokens/session-tokens.js';
import type { UserEntity } from '../user.entity.js';
import { acceptsJson } from './accepts-json.js';
import { LoginGuard } from './login.guard.js';
import { LoginHandler } from './login.handler.js';

@Controller('login')
export class LoginController {
  constructor(
    private readonly handler: LoginHandler,
    private readonly tokens: SessionTokens,
    private readonly cookie: SessionCookie,
    private readonly knownNetworks: KnownNetworks,
  ) {}

  @Post()
  @HttpCode(200)
  @UseGuards(LoginGuard)
  @LimitedByAddress('loginsPerMinute')
  async login(
    @Req() request: IncomingMessage & { user: UserEntity },
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<z.input<typeof LoginAnswer> | string> {
    const { session, secret } = await this.handler.handle(request.user, request.headers['user-agent'] ?? '');
    await this.knownNetworks.remember(session.username, request);
    this.cookie.set(response, secret);
    if (acceptsJson(request.headers.accept)) {
      return { sessionId: session.sessionId, username: session.username, ...(await this.tokens.first(session)) };
    }
    response.setHeader('Content-Type', 'text/plain; charset=utf-8');
    return secret;
  }
}
