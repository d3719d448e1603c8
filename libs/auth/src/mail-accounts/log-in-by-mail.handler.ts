import { HttpError, LogInByMail } from '@maru/contracts';
import { Answers } from '@maru/ports';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { LoginHandler } from '../login/login.handler.js';
import { AddressLimits } from '../throttling/address-limits.js';
import { KnownNetworks } from '../throttling/known-networks.js';
import { SessionTokens } from '../tokens/session-tokens.js';
import { MailLogins } from './mail-logins.js';
import { orRefused } from './refusals.js';

type Asked = z.output<typeof LogInByMail.ask>;
type Answer = z.input<typeof LogInByMail.answer>;

@Controller()
export class LogInByMailHandler {
  constructor(
    private readonly logins: MailLogins,
    private readonly login: LoginHandler,
    private readonly tokens: SessionTokens,
    private readonly limits: AddressLimits,
    private readonly knownNetworks: KnownNetworks,
  ) {}

  @Answers(LogInByMail)
  handle(asked: Asked): Promise<Answer> {
    return orRefused(() => this.logIn(asked));
  }

  private async logIn({ email, password, address, userAgent }: Asked): Promise<Answer> {
    await this.limits.count('loginsPerMinute', { address });
    if (email === '' || password === '') throw new HttpError('BAD_CREDENTIALS');
    const user = await this.logins.check(email, password, { address });
    const { session } = await this.login.handle(user, userAgent);
    await this.knownNetworks.remember(user.username, { address });
    return { tokens: await this.tokens.first(session, 'public-id') };
  }
}
