/** Commands that are asked on no socket: by calls, and ahead of what a socket asks. Their answers come to this gateway, and to nobody's line. */
import { type AnswerFrame, DomainError, type Person, type Refusal } from '@maru/contracts';
import { Clock, ENV, EventBus, Ids, type OutgoingRecord } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import type { GatewayEnv } from '../gateway.env.js';

/** No socket has it: whoever asks is told on all of his sockets what he has done. */
export const NO_SOCKET = 0;

type Stamp = ReturnType<Errands['stamp']>;
interface Outcome {
  readonly frame?: string | undefined;
  readonly refusal?: Refusal | undefined;
}

@Injectable()
export class Errands {
  private last = 0;
  private readonly underWay = new Map<number, (outcome: Outcome) => void>();

  constructor(
    private readonly bus: EventBus,
    private readonly clock: Clock,
    private readonly ids: Ids,
    @Inject(ENV) private readonly env: GatewayEnv,
  ) {}

  /** Resolves to the answer, or throws the refusal as a `DomainError`. */
  async run(person: Person, make: (stamp: Stamp) => OutgoingRecord): Promise<AnswerFrame> {
    const reference = ++this.last;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.underWay.set(reference, resolve);
    const cancelDeadline = this.clock.after(this.env.MARU_ANSWER_TIMEOUT_MS, () => resolve({ refusal: unavailable() }));
    try {
      await this.bus.publish([make(this.stamp(person, reference))]);
      const { frame, refusal } = await promise;
      if (refusal !== undefined) throw new DomainError(refusal.code, refusal.message, refusal.retryAfterMs);
      return JSON.parse(frame ?? '{}') as AnswerFrame;
    } finally {
      cancelDeadline();
      this.underWay.delete(reference);
    }
  }

  /** An answer has come; it may come twice. */
  settle(reference: number, outcome: Outcome): void {
    this.underWay.get(reference)?.(outcome);
  }

  private stamp({ userId, username }: Person, reference: number) {
    const asker = { userId, username, sessionId: 'errand', gatewayId: this.env.MARU_GATEWAY_ID, socketId: NO_SOCKET, reference };
    return { v: 1 as const, commandId: this.ids.unique(), asker, at: this.clock.now() };
  }
}

function unavailable(): Refusal {
  return { code: 'UNAVAILABLE', message: new DomainError('UNAVAILABLE').message };
}
