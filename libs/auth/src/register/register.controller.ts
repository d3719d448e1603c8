import type { IncomingMessage } from 'node:http';
import { type RegisterAnswer, RegisterBody } from '@maru/contracts';
import { ZodBody } from '@maru/edge';
import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { z } from 'zod';
import { LimitedByAddress } from '../throttling/address-limit.guard.js';
import { KnownNetworks } from '../throttling/known-networks.js';
import { RegisterHandler } from './register.handler.js';

@Controller('register')
export class RegisterController {
  constructor(
    private readonly handler: RegisterHandler,
    private readonly knownNetworks: KnownNetworks,
  ) {}

  @Post()
  @HttpCode(200)
  @LimitedByAddress('registersPerMinute')
  async register(
    @Req() request: IncomingMessage,
    @ZodBody(RegisterBody) body: z.output<typeof RegisterBody>,
  ): Promise<z.input<typeof RegisterAnswer>> {
    await this.handler.handle(body);
    await this.knownNetworks.remember(body.username, request);
    return { username: body.username };
  }
}
