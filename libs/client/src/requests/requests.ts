/** Every request is a promise of its answer: matched by `requestId`, over as many sockets as it takes, within its time. */
import type { AnswerFrame, ServerFrame } from '@maru/contracts';
import { type Clock, randomId } from '../clock.js';
import { fromErrorFrame, invalidField, MaruError, unavailable } from '../maru-error.js';
import { afterDrop, type Ask, type AskedFrame, type AskedType, type AskOptions, isAnswerTo } from './ask.js';

interface Awaited {
  readonly frame: AskedFrame;
  readonly text: string;
  readonly bound: boolean;
  /** On the present socket. */
  sent: boolean;
  readonly answered: (frame: ServerFrame) => void;
  readonly failed: (error: MaruError) => void;
}

export class Requests {
  readonly #awaited = new Map<string, Awaited>();
  /** Unique over all clients of a user, since a repeated `CREATE_REQUEST` is known by its `requestId`. */
  readonly #prefix = randomId().slice(0, 20);
  #count = 0;
  #send: ((text: string) => void) | undefined;
  #held = false;
  #end: MaruError | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly timeoutMs: number,
  ) {}

  readonly ask: Ask = (frame, options = {}) => this.#ask(frame, options);

  /** A socket is open. What waited for one goes out, in its order. */
  opened(send: (text: string) => void): void {
    this.#send = send;
    this.#held = false;
  }

  /** Sends what waits, behind what was asked since the socket opened. */
  flush(): void {
    for (const awaited of this.#awaited.values()) if (!awaited.sent) this.#transmit(awaited);
  }

  /** The socket is about to be left: what comes now waits for the next one. */
  hold(): void {
    this.#held = true;
  }

  /** Whether answers are still to come on this socket. */
  get busy(): boolean {
    return [...this.#awaited.values()].some(({ sent }) => sent);
  }

  dropped(): void {
    this.#send = undefined;
    for (const awaited of this.#awaited.values()) {
      const lost = awaited.bound || (awaited.sent && afterDrop[awaited.frame.type] === 'fails');
      if (lost) awaited.failed(unavailable('The connection broke before the answer came.'));
      else awaited.sent = false;
    }
  }

  ended(error: MaruError): void {
    this.#end = error;
    for (const awaited of this.#awaited.values()) awaited.failed(error);
  }

  /** Whether this frame was the answer to a request of ours. */
  hear(frame: ServerFrame): boolean {
    const requestId = 'requestId' in frame ? frame.requestId : undefined;
    const awaited = requestId === undefined ? undefined : this.#awaited.get(requestId);
    awaited?.answered(frame);
    return awaited !== undefined;
  }

  #ask<F extends AskedFrame>(frame: F, { bound = false }: AskOptions): Promise<AnswerFrame<F['type']>> {
    if (this.#end !== undefined) return Promise.reject(this.#end);
    if (bound && this.#send === undefined) return Promise.reject(unavailable('There is no connection.'));
    const requestId = frame.requestId ?? `${this.#prefix}-${++this.#count}`;
    if (this.#awaited.has(requestId)) return Promise.reject(invalidField('A request with this requestId is under way.'));
    const type: F['type'] = frame.type;
    return new Promise((resolve, reject) => {
      const settle = () => {
        cancel();
        this.#awaited.delete(requestId);
      };
      const failed = (error: MaruError) => {
        settle();
        reject(error);
      };
      const cancel = this.clock.after(this.timeoutMs, () => failed(unavailable(`${type} was not answered in time.`)));
      const answered = (heard: ServerFrame) => {
        if (isAnswerTo<F['type'] & AskedType>(type, heard)) {
          settle();
          resolve(heard);
        } else failed(heard.type === 'ERROR' ? fromErrorFrame(heard) : misanswered(type));
      };
      const awaited: Awaited = { frame, text: JSON.stringify({ ...frame, requestId }), bound, sent: false, answered, failed };
      this.#awaited.set(requestId, awaited);
      if (bound || !this.#held) this.#transmit(awaited);
    });
  }

  #transmit(awaited: Awaited): void {
    if (this.#send === undefined) return;
    awaited.sent = true;
    this.#send(awaited.text);
  }
}

function misanswered(type: string): MaruError {
  return new MaruError('INTERNAL', { message: `The answer to ${type} is not what the protocol says.`, retryable: true });
}
