/** Hands events to those who listen, and to those who read them one after the other. */
import { MaruError } from '../maru-error.js';
import type { EventOf, MaruEvent, MaruEventType } from './maru-event.js';

type Listener = (event: MaruEvent) => void;

export class Events {
  readonly #listeners = new Set<Listener>();
  readonly #readers = new Set<Reader>();
  /** What is being told, and what waits behind it. */
  readonly #turns: (() => void)[] = [];
  #closed = false;

  constructor(private readonly buffered: number) {}

  on<T extends MaruEventType>(type: T, listener: (event: EventOf<T>) => unknown): () => void {
    const only: Listener = (event) => {
      if (isOf(type, event)) listener(event);
    };
    this.#listeners.add(only);
    return () => void this.#listeners.delete(only);
  }

  /** Everything from now on, in order. A reader who falls too far behind gets an error, never a silent hole. */
  read(): AsyncIterableIterator<MaruEvent, undefined> {
    const reader = new Reader(this.buffered, () => this.#readers.delete(reader));
    this.#readers.add(reader);
    if (this.#closed) reader.close();
    return reader;
  }

  /** What a listener causes by what it does is told after what it was told of: all hear all events in one order. */
  readonly emit = (event: MaruEvent): void => {
    this.#inTurn(() => {
      for (const listener of this.#listeners) guarded(listener, event);
      for (const reader of this.#readers) reader.push(event);
    });
  };

  close(): void {
    this.#inTurn(() => {
      this.#closed = true;
      for (const reader of this.#readers) reader.close();
    });
  }

  #inTurn(tell: () => void): void {
    this.#turns.push(tell);
    if (this.#turns.length > 1) return;
    for (let next: (() => void) | undefined = tell; next !== undefined; next = this.#turns[0]) {
      next();
      this.#turns.shift();
    }
  }
}

function isOf<T extends MaruEventType>(type: T, event: MaruEvent): event is EventOf<T> {
  return event.type === type;
}

/** A listener's own error is its own: it is reported where uncaught errors are, and the others still hear. */
function guarded(listener: Listener, event: MaruEvent): void {
  try {
    listener(event);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

type Result = IteratorResult<MaruEvent, undefined>;
const DONE: Result = { done: true, value: undefined };

class Reader implements AsyncIterableIterator<MaruEvent, undefined> {
  readonly #waiting: { resolve: (result: Result) => void; reject: (error: MaruError) => void }[] = [];
  #queue: MaruEvent[] = [];
  #state: 'open' | 'closed' | 'too slow' = 'open';

  constructor(
    private readonly buffered: number,
    private readonly gone: () => void,
  ) {}

  push(event: MaruEvent): void {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) waiting.resolve({ done: false, value: event });
    else if (this.#queue.length < this.buffered) this.#queue.push(event);
    else {
      this.#state = 'too slow';
      this.gone();
    }
  }

  close(): void {
    if (this.#state === 'open') this.#state = 'closed';
    for (const { resolve } of this.#waiting.splice(0)) resolve(DONE);
  }

  next(): Promise<Result> {
    const event = this.#queue.shift();
    if (event !== undefined) return Promise.resolve({ done: false, value: event });
    if (this.#state === 'closed') return Promise.resolve(DONE);
    if (this.#state === 'too slow') return Promise.reject(tooSlow());
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  return(): Promise<Result> {
    this.#queue = [];
    this.gone();
    this.#state = 'closed';
    this.close();
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

function tooSlow(): MaruError {
  return new MaruError('TOO_SLOW', { message: 'Events came faster than they were read.', retryable: false });
}
