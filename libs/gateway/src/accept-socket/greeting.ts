/** HELLO: who you are here, and the limits to know before you meet them. */
import type { NotificationFrame } from '@maru/contracts';
import { Clock, ENV, LIMITS } from '@maru/ports';
import type { Limits } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import type { GatewayEnv } from '../gateway.env.js';
import type { SocketSession } from '../sockets/sessions.js';

@Injectable()
export class Greeting {
  constructor(
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: GatewayEnv,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  hello({ username, sessionId }: SocketSession): NotificationFrame<'HELLO'> {
    const { frameBytes, contentCharacters, framesPerMinute, messagesPerMinute, messagesBurst, sockets, connections, historyPage } =
      this.limits;
    return {
      type: 'HELLO',
      username,
      sessionId,
      heartbeatMs: this.env.MARU_HEARTBEAT_MS,
      serverTime: this.clock.now(),
      limits: {
        frameBytes,
        contentCharacters,
        framesPerMinute,
        messagesPerMinute,
        burst: messagesBurst,
        sockets,
        connections,
        historyPage,
      },
    };
  }
}
