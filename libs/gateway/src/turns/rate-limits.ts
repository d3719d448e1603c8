/** The buckets of protocol 2.6. A refused frame has no effect; who is refused without end is closed. */
import { DomainError } from '@maru/contracts';
import type { Bucket } from '@maru/contracts';
import { Clock, KeyValue, LIMITS } from '@maru/ports';
import type { Limits, TokenTaken } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import { GatewayNumbers } from '../numbers/gateway-numbers.js';
import type { ClientSocket } from '../sockets/client-socket.js';
import { TokenBucket } from './token-bucket.js';

interface OfSocket {
  readonly signals: TokenBucket;
  readonly frames: TokenBucket;
  refusalsInARow: number;
}

@Injectable()
export class RateLimits {
  private readonly ofSocket = new WeakMap<ClientSocket, OfSocket>();

  constructor(
    private readonly keyValue: KeyValue,
    private readonly clock: Clock,
    @Inject(LIMITS) private readonly limits: Limits,
    private readonly numbers: GatewayNumbers,
  ) {}

  /**
   * Where somebody else must be asked, he is asked when the frame arrives: at once for all frames that came together, and while those before them
   * are seen to. What comes of it is told by `take`, in the frame's turn.
   */
  ask(socket: ClientSocket, bucket: Bucket): Promise<TokenTaken> | undefined {
    if (bucket !== 'messages') return undefined;
    // Of the user, not of the socket: all of his sockets write from one bucket.
    const { messagesBurst, messagesPerMinute } = this.limits;
    const taken = this.keyValue.takeToken(`writes:{${socket.userId}}`, { capacity: messagesBurst, refillPerMinute: messagesPerMinute });
    // Whoever has been closed meanwhile does not wait for it.
    taken.catch(() => undefined);
    return taken;
  }

  /** Undefined: go on. */
  async take(socket: ClientSocket, bucket: Bucket, asked = this.ask(socket, bucket)): Promise<DomainError | undefined> {
    const own = this.bucketsOf(socket);
    const retryAfterMs = bucket === 'messages' ? waitOf(await asked) : own[bucket].take(this.clock.now());
    if (retryAfterMs === 0) {
      own.refusalsInARow = 0;
      return undefined;
    }
    own.refusalsInARow += 1;
    this.numbers.refused(bucket);
    if (own.refusalsInARow >= this.limits.refusalsInARow) setImmediate(() => socket.close('RATE_LIMITED'));
    return new DomainError('RATE_LIMITED', undefined, retryAfterMs);
  }

  private bucketsOf(socket: ClientSocket): OfSocket {
    const known = this.ofSocket.get(socket);
    if (known !== undefined) return known;
    const { signalsPerMinute, framesBurst, framesPerMinute } = this.limits;
    const now = this.clock.now();
    const made = {
      signals: new TokenBucket(signalsPerMinute, signalsPerMinute, now),
      frames: new TokenBucket(framesBurst, framesPerMinute, now),
      refusalsInARow: 0,
    };
    this.ofSocket.set(socket, made);
    return made;
  }
}

function waitOf(taken: TokenTaken | undefined): number {
  return taken?.allowed === false ? taken.retryAfterMs : 0;
}
