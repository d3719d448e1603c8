/** Somebody who comes in by Nginx again and again: what he is refused is a request that was lost. */
import { setTimeout as sleep } from 'node:timers/promises';
import { closeCodes, SUBPROTOCOL } from '@maru/contracts';
import { WebSocket } from 'ws';
import type { Guest } from '../guest.js';

const EVERY_MS = 100;
/** Longer than anything may take to be answered. */
const PATIENCE_MS = 15_000;
/** A server that goes says so: clients come back by themselves. */
const FAREWELLS: readonly number[] = [1001, 1012, closeCodes.DRAINING.code];

export class Visitor {
  private readonly lost = new Map<string, number>();
  private readonly leaving = new AbortController();
  private readonly visits: Promise<unknown>;
  private socket: WebSocket | undefined;
  private requests = 0;

  constructor(
    private readonly url: string,
    private readonly guest: Guest,
  ) {
    this.visits = Promise.all([
      this.again('a page', () => mustBeWell(new URL('/health', url))),
      this.again('an account', () => guest.http.me()),
      this.again('a socket', () => this.mustHaveSocket()),
    ]);
  }

  get count(): number {
    return this.requests;
  }

  /** What was lost, in words. */
  async leave(): Promise<string[]> {
    this.leaving.abort();
    await this.visits;
    this.socket?.removeAllListeners('close').close();
    return [...this.lost].map(([what, times]) => `through Nginx: ${what}${times > 1 ? ` (${times} times)` : ''}`);
  }

  private async again(what: string, visit: () => Promise<unknown>): Promise<void> {
    while (!this.leaving.signal.aborted) {
      this.requests++;
      try {
        await visit();
      } catch (error) {
        this.lose(`${what}: ${wordsOf(error)}`);
      }
      await sleep(EVERY_MS);
    }
  }

  /** One that is open is kept until it is closed. */
  private async mustHaveSocket(): Promise<void> {
    if (this.socket !== undefined) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const socket = new WebSocket(await this.guest.http.socketUrl(), SUBPROTOCOL, { handshakeTimeout: PATIENCE_MS });
    this.socket = socket;
    socket.on('open', resolve);
    socket.on('error', reject);
    socket.on('close', (code) => {
      this.socket = undefined;
      if (!FAREWELLS.includes(code)) this.lose(`a socket was closed with ${code}`);
      reject(new Error(`closed with ${code}`));
    });
    await promise;
  }

  private lose(what: string): void {
    this.lost.set(what, (this.lost.get(what) ?? 0) + 1);
  }
}

/** Over a connection of its own: a kept one may be closed by a server that goes, and what then to do is the business of its client. */
async function mustBeWell(page: URL): Promise<void> {
  const { status } = await fetch(page, { headers: { connection: 'close' }, signal: AbortSignal.timeout(PATIENCE_MS) });
  if (status >= 500) throw new Error(`answered with ${status}`);
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
