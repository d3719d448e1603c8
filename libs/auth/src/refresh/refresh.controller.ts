import type { IncomingMessage } from 'node:http';
import { RefreshBody, type Tokens } from '@maru/contracts';
import { ZodBody } from '@maru/edge';
import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { z } from 'zod';
import { KnownNetworks } from '../throttling/known-networks.js';
import { RefreshHandler } from './refresh.handler.js';

@Controller('refresh')
export class RefreshController {
  constructor(
    private readonly handler: RefreshHandler,
    private readonly knownNetworks: KnownNetworks,
  ) {}

  @Post()
  @HttpCode(200)
  async refresh(
    @Req() request: IncomingMessage,
    @ZodBody(RefreshBody) { refreshToken }: z.output<typeof RefreshBody>,
  ): Promise<z.input<typeof Tokens>> {
    const { session, tokens } = await this.handler.handle(refreshToken);
    await this.knownNetworks.remember(session.username, request);
    return tokens;
  }
}
