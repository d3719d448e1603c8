/** A request from its arrival to its answer: how long that takes, and the trace that begins with it. */
import { Clock, tracing } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import type { Incoming } from '../dialects/dialect.js';
import { GatewayNumbers } from '../numbers/gateway-numbers.js';
import type { Turn } from './turns.js';

@Injectable()
export class Requests {
  constructor(
    private readonly numbers: GatewayNumbers,
    private readonly clock: Clock,
  ) {}

  /** Carries it out within its trace. Both end when its answer is written. */
  follow<T>(turn: Turn, incoming: Incoming, work: () => T): T {
    const type = incoming.ok ? incoming.frame.type : 'UNKNOWN';
    const span = tracing.begin({ name: type, kind: 'server', begins: true, attributes: { 'maru.service': 'gateway' } });
    turn.onWritten = () => {
      this.numbers.answered(type, (this.clock.now() - turn.askedAt) / 1_000);
      span?.end();
    };
    return tracing.run(span?.traceparent, work);
  }
}
