/** One frame on its way: refused, or checked against its schema and given to the method that bears its name. */
import { DomainError, RequestId, requests } from '@maru/contracts';
import type { Bucket, Refusal, RequestFrame } from '@maru/contracts';
import { Clock, ENV, EventBus, KeyValueUnavailable, QueryUnavailable, correlation } from '@maru/ports';
import type { TokenTaken } from '@maru/ports';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { z } from 'zod';
import type { Asked, Incoming } from '../dialects/dialect.js';
import type { GatewayEnv } from '../gateway.env.js';
import type { Reply } from '../frames/frame.decorator.js';
import { FrameHandlers } from '../frames/frame-handlers.js';
import type { ClientSocket } from '../sockets/client-socket.js';
import { Sessions } from '../sockets/sessions.js';
import { RateLimits } from './rate-limits.js';
import type { Turn } from './turns.js';

function describe(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = issue?.path.join('.') ?? '';
  return path === '' ? (issue?.message ?? 'bad frame') : `${path}: ${issue?.message}`;
}

function bucketOf(incoming: Incoming): Bucket {
  return incoming.ok ? requests[incoming.frame.type].bucket : 'frames';
}

@Injectable()
export class TakeFrame {
  private readonly logger = new Logger('TakeFrame');

  constructor(
    private readonly limits: RateLimits,
    private readonly sessions: Sessions,
    private readonly handlers: FrameHandlers,
    private readonly bus: EventBus,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: GatewayEnv,
  ) {}

  /** As soon as it arrives: what need not wait for its turn. Given to `take`, when that has come. */
  foresee(socket: ClientSocket, incoming: Incoming): Promise<TokenTaken> | undefined {
    return this.limits.ask(socket, bucketOf(incoming));
  }

  /** Resolves when the request is on its way; its turn is settled by then, or by the answer that a delivery brings. */
  async take(socket: ClientSocket, turn: Turn, incoming: Incoming, foreseen = this.foresee(socket, incoming)): Promise<void> {
    const asked = this.askedOf(turn.asked, incoming);
    try {
      await this.judge(socket, turn, asked, incoming, foreseen);
    } catch (error) {
      this.fail(socket, turn, asked, error);
    }
  }

  private async judge(
    socket: ClientSocket,
    turn: Turn,
    asked: Asked,
    incoming: Incoming,
    foreseen: Promise<TokenTaken> | undefined,
  ): Promise<void> {
    const limited = await this.limits.take(socket, bucketOf(incoming), foreseen);
    if (limited !== undefined) return this.refuse(socket, turn, asked, limited);
    void this.sessions.touch(socket);
    if (!incoming.ok) return this.refuse(socket, turn, asked, new DomainError(incoming.code, incoming.detail));
    const type = incoming.frame.type;
    const frame = requests[type].schema.safeParse(incoming.frame);
    if (!frame.success) return this.refuse(socket, turn, asked, new DomainError('INVALID_FIELD', describe(frame.error)));
    await correlation.run(`${socket.gatewayId}-${socket.id}-${turn.reference}`, () => this.handle(socket, turn, asked, frame.data));
  }

  private async handle(socket: ClientSocket, turn: Turn, asked: Asked, frame: RequestFrame): Promise<void> {
    turn.asked = asked;
    const reply = await this.handlers.handle(frame, socket, turn);
    if (reply === undefined) return socket.answer(turn, undefined);
    if ('answer' in reply) return this.answer(socket, turn, reply);
    turn.cancelDeadline = this.clock.after(this.env.MARU_ANSWER_TIMEOUT_MS, () =>
      this.refuse(socket, turn, asked, new DomainError('UNAVAILABLE')),
    );
    this.bus.publish([reply.command]).catch((error: unknown) => this.fail(socket, turn, asked, error));
  }

  private answer(socket: ClientSocket, turn: Turn, { answer, tellFirst }: Extract<Reply, { answer: object }>): void {
    const encoded = JSON.stringify(answer);
    if (tellFirst === undefined) return socket.answer(turn, encoded);
    socket.writeTogether(() => {
      tellFirst();
      socket.answer(turn, encoded);
    });
  }

  private fail(socket: ClientSocket, turn: Turn, asked: Asked, error: unknown): void {
    if (error instanceof DomainError) return this.refuse(socket, turn, asked, error);
    if (error instanceof QueryUnavailable || error instanceof KeyValueUnavailable)
      return this.refuse(socket, turn, asked, new DomainError('UNAVAILABLE'));
    this.logger.error(`${asked.messageType} failed`, error instanceof Error ? error.stack : String(error));
    return this.refuse(socket, turn, asked, new DomainError('INTERNAL'));
  }

  private refuse(socket: ClientSocket, turn: Turn, asked: Asked, error: DomainError): void {
    const refusal: Refusal = { code: error.code, message: error.message };
    if (error.retryAfterMs !== undefined) refusal.retryAfterMs = error.retryAfterMs;
    turn.asked = asked;
    socket.refuse(turn, refusal);
  }

  /** The `requestId` is echoed even where the rest of the frame is no good. */
  private askedOf(asked: Asked, incoming: Incoming): Asked {
    const given = incoming.ok ? incoming.frame['requestId'] : incoming.requestId;
    const requestId = given === undefined ? undefined : RequestId.safeParse(given).data;
    return requestId === undefined ? asked : { ...asked, requestId };
  }
}
