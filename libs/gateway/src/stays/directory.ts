/** What a door whose people have accounts may look up, and count: whose a token is, what a channel is, how much somebody writes. */
import {
  Authenticate,
  type ChannelDescription,
  DescribeChannel,
  FindAccounts,
  FindUnread,
  frameErrorTexts,
  HttpError,
  isSameName,
  type Refusal,
  type SessionView,
} from '@maru/contracts';
import { Clock, KeyValue, LIMITS, type Limits, Queries, QueryUnavailable } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import { SocketServer } from '../accept-socket/socket-server.js';

@Injectable()
export class Directory {
  constructor(
    readonly clock: Clock,
    private readonly queries: Queries,
    private readonly keyValue: KeyValue,
    private readonly server: SocketServer,
    @Inject(LIMITS) readonly limits: Limits,
  ) {}

  now(): number {
    return this.clock.now();
  }

  /** The session of this access token. Throws where there is none, and where nobody is taken in any more. */
  async authenticate(bearer: string | undefined, userAgent: string | undefined): Promise<SessionView> {
    this.server.checkOpen();
    if (bearer === undefined || bearer === '') throw new HttpError('UNAUTHENTICATED');
    try {
      const { session } = await this.queries.ask(Authenticate, { bearer, userAgent });
      if (session === undefined) throw new HttpError('UNAUTHENTICATED');
      return session;
    } catch (error) {
      throw error instanceof QueryUnavailable ? new HttpError('BUSY', { retryAfterMs: 1_000 }) : error;
    }
  }

  async describe(channelId: number): Promise<ChannelDescription | undefined> {
    return (await this.queries.ask(DescribeChannel, { channelId })).channel;
  }

  /** Of an account. */
  async findUserId(username: string): Promise<number | undefined> {
    const { accounts } = await this.queries.ask(FindAccounts, { username, afterUserId: 0, limit: 1 });
    return accounts.find((account) => isSameName(account.username, username))?.userId;
  }

  /** How far a channel goes, and how far somebody has read it. */
  async findUnread(userId: number, channelId: number): Promise<{ last: number; read: number }> {
    const [channel] = (await this.queries.ask(FindUnread, { userId, channelIds: [channelId] })).channels;
    return { last: channel?.lastMessageSequence ?? 0, read: channel?.lastReadMessageSequence ?? 0 };
  }

  /** All sockets of an account write from one bucket. */
  async takeWrite(userId: number): Promise<Refusal | undefined> {
    const bucket = { capacity: this.limits.olderMessagesBurst, refillPerMinute: this.limits.olderMessagesPerMinute };
    const taken = await this.keyValue.takeToken(`older-writes:{${userId}}`, bucket);
    if (taken.allowed) return undefined;
    return { code: 'RATE_LIMITED', message: frameErrorTexts.RATE_LIMITED.message, retryAfterMs: taken.retryAfterMs };
  }
}
