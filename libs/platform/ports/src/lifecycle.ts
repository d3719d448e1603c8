import type { IncomingMessage, RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';

/** How a service takes part in starting and stopping. */
export abstract class Lifecycle {
  /** Readiness: `GET /health` tells `ok` only while every check resolves. */
  abstract check(name: string, isReady: () => Promise<void>): void;
  /** What `GET /health` says beside the checks. */
  abstract mention(facts: Readonly<Record<string, string | boolean>>): void;
  /** Runs when the process is asked to stop, after it is no longer ready and before the buses close. Bounded by the drain time. */
  abstract onDrain(name: string, drain: () => Promise<void>): void;
}

/** Where a service takes WebSocket upgrades: the process owns the one port. A path that no text names may match one expression. */
export abstract class Upgrades {
  abstract handle(path: string | RegExp, upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void): void;
}

/** Where a service takes HTTP calls outside of its own path: all below these paths. */
export abstract class Calls {
  abstract handle(path: string, listener: RequestListener): void;
}
