import { Ids, KeyValue } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { digestOf } from '../digest.js';
import { SessionRef } from '../sessions/session.js';

export const TICKET_SECONDS = 30;
const keyOf = (ticket: string) => `auth:ticket:{${digestOf(ticket)}}`;

/** A ticket opens one socket, in an address, where no header can be set. It is its session's, and ends with it. */
@Injectable()
export class Tickets {
  constructor(
    private readonly keyValue: KeyValue,
    private readonly ids: Ids,
  ) {}

  async issue({ userId, sessionId }: SessionRef): Promise<string> {
    const ticket = this.ids.secret();
    await this.keyValue.set(keyOf(ticket), JSON.stringify({ userId, sessionId }), { ttlMs: TICKET_SECONDS * 1_000 });
    return ticket;
  }

  /** Spends it: of many askers one gets it. */
  async take(ticket: string): Promise<SessionRef | undefined> {
    const found = await this.keyValue.take(keyOf(ticket));
    return found === undefined ? undefined : SessionRef.parse(JSON.parse(found));
  }
}
