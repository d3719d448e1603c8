import type { Duplex } from 'node:stream';
import { inContextOf, withContext } from '@maru/ports';
import { Lines } from './lines.js';
import type { Questions, Words } from './questions.js';
import { errorOf, type WireError, wireErrorOf } from './wire-error.js';

/** Above this, the other end does not read: it is stuck, and nothing more is kept for it. */
const MAX_WAITING = 64 * 1024 * 1024;

type Headers = Readonly<Record<string, string>>;
/** A question has a number, its answer the same one below zero; a word has 0. */
type Message =
  | readonly [number: number, name: string, input: unknown, headers: Headers]
  | readonly [number: number, answer: unknown]
  | readonly [number: number, answer: null, error: WireError];
type Handler = (input: unknown) => unknown;

/** The other process has gone, and what it was asked with it. */
export class LinkClosed extends Error {
  override name = 'LinkClosed';
  constructor() {
    super('the other process has gone');
  }
}

interface Asker {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Two processes of one Maru, and the one line between them. Questions and words are taken in the order in which they were said, whatever
 * they are about; an answer comes when it is ready. What is said within one turn of the loop leaves in one write. The context goes along.
 */
export class Link {
  private readonly handlers = new Map<string, Handler>();
  private readonly askers = new Map<number, Asker>();
  private outgoing: string[] = [];
  private waiting = 0;
  private asked = 0;
  private isOver = false;
  /** Nothing comes any more: the other end has gone, or we have. */
  readonly closed: Promise<void>;

  constructor(private readonly stream: Duplex) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    const lines = new Lines((line) => this.take(line));
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => lines.add(chunk));
    // Whoever waits hears of it below; what broke matters to nobody.
    stream.on('error', () => stream.destroy());
    stream.on('end', () => stream.destroy());
    stream.once('close', () => {
      this.isOver = true;
      for (const { reject } of this.askers.values()) reject(new LinkClosed());
      this.askers.clear();
      resolve();
    });
  }

  /** Rejects when the other end fails, or goes. */
  ask<K extends keyof Questions>(name: K, input: Questions[K]['asked']): Promise<Questions[K]['answered']> {
    if (this.isOver) return Promise.reject(new LinkClosed());
    return new Promise((resolve, reject) => {
      this.asked += 1;
      this.askers.set(this.asked, { resolve, reject });
      this.send([this.asked, name, input, withContext()]);
    });
  }

  /** Questions begin in their order; none waits for the answer to another. */
  answer<K extends keyof Questions>(
    name: K,
    handle: (input: Questions[K]['asked']) => Promise<Questions[K]['answered']> | Questions[K]['answered'],
  ): void {
    this.handlers.set(name, handle as Handler);
  }

  tell<K extends keyof Words>(name: K, word: Words[K]): void {
    if (!this.isOver) this.send([0, name, word, withContext()]);
  }

  hear<K extends keyof Words>(name: K, handle: (word: Words[K]) => void): void {
    this.handlers.set(name, handle as Handler);
  }

  /** What was said is sent first. */
  async close(): Promise<void> {
    this.flush();
    this.stream.end();
    await this.closed;
  }

  private send(message: Message): void {
    const line = JSON.stringify(message);
    this.waiting += line.length;
    if (this.outgoing.push(line) === 1) setImmediate(() => this.flush());
    if (this.waiting + this.stream.writableLength > MAX_WAITING) this.stream.destroy();
  }

  private flush(): void {
    const lines = this.outgoing;
    if (lines.length === 0) return;
    this.outgoing = [];
    this.waiting = 0;
    if (this.stream.writable) this.stream.write(`${lines.join('\n')}\n`);
  }

  private take(line: string): void {
    const [number, what, input, headers] = JSON.parse(line) as readonly [number, unknown, unknown, Headers | undefined];
    if (number < 0) this.settle(-number, what, input as WireError | undefined);
    else void this.handle(number, String(what), input, headers ?? {});
  }

  private settle(number: number, answer: unknown, error: WireError | undefined): void {
    const asker = this.askers.get(number);
    this.askers.delete(number);
    if (error === undefined) asker?.resolve(answer);
    else asker?.reject(errorOf(error));
  }

  private async handle(number: number, name: string, input: unknown, headers: Headers): Promise<void> {
    try {
      const handler = this.handlers.get(name);
      if (handler === undefined) throw new Error(`nobody here knows ${name}`);
      const answer = await inContextOf([{ headers }], () => handler(input));
      if (number > 0 && !this.isOver) this.send([-number, answer ?? null]);
    } catch (error) {
      if (number > 0 && !this.isOver) this.send([-number, null, wireErrorOf(error)]);
    }
  }
}
