/** What a dialect asks in the name of a session's user: by the same way, and within the same limits, as a frame of `maru.1`. */
import { DomainError, type Refusal } from '@maru/contracts';
import { Clock, Delivery, ENV } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import type { Incoming, RequestFields } from '../dialects/dialect.js';
import type { GatewayEnv } from '../gateway.env.js';
import type { ClientSocket } from '../sockets/client-socket.js';
import { RateLimits } from '../turns/rate-limits.js';
import { Requests } from '../turns/requests.js';
import { TakeFrame } from '../turns/take-frame.js';

@Injectable()
export class Petitions {
  constructor(
    private readonly takeFrame: TakeFrame,
    private readonly requests: Requests,
    private readonly limits: RateLimits,
    private readonly clock: Clock,
    private readonly delivery: Delivery,
    @Inject(ENV) private readonly env: GatewayEnv,
  ) {}

  ask(socket: ClientSocket, frame: RequestFields): Promise<Refusal | undefined> {
    const incoming: Incoming = { ok: true, messageType: frame.type, frame };
    const turn = socket.turns.open({ messageType: frame.type }, this.clock.now());
    const { promise, resolve } = Promise.withResolvers<Refusal | undefined>();
    turn.onOutcome = resolve;
    void this.requests.follow(turn, incoming, () => this.takeFrame.take(socket, turn, incoming));
    return promise;
  }

  async takeTurn(socket: ClientSocket): Promise<Refusal | undefined> {
    const limited = await this.limits.take(socket, 'frames');
    return limited === undefined ? undefined : { code: limited.code, message: limited.message };
  }

  /** To all of somebody's sockets, on whatever gateway: a notice that nobody stores. */
  tellUser(userId: number, frame: string): Promise<void> {
    return this.delivery.deliver([{ kind: 'user', userId, frame }]);
  }

  async inTime(done: Promise<void>): Promise<void> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const cancel = this.clock.after(this.env.MARU_ANSWER_TIMEOUT_MS, () => reject(new DomainError('UNAVAILABLE')));
    await Promise.race([done, late]).finally(cancel);
  }
}
