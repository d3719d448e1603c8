import type { IncomingMessage } from 'node:http';
import type { TicketAnswer } from '@maru/contracts';
import { Controller, HttpCode, Post, Req, UseGuards } from '@nestjs/common';
import type { z } from 'zod';
import { Caller } from '../credentials/caller.js';
import { SessionGuard } from '../credentials/session.guard.js';
import type { Session } from '../sessions/session.js';
import { LimitedByAddress } from '../throttling/address-limit.guard.js';
import { KnownNetworks } from '../throttling/known-networks.js';
import { TICKET_SECONDS, Tickets } from './tickets.js';

@Controller('ticket')
export class IssueTicketController {
  constructor(
    private readonly tickets: Tickets,
    private readonly knownNetworks: KnownNetworks,
  ) {}

  @Post()
  @HttpCode(200)
  @UseGuards(SessionGuard)
  @LimitedByAddress('ticketsPerMinute')
  async issueTicket(@Caller() session: Session, @Req() request: IncomingMessage): Promise<z.input<typeof TicketAnswer>> {
    await this.knownNetworks.remember(session.username, request);
    return { ticket: await this.tickets.issue(session), expiresIn: TICKET_SECONDS };
  }
}
