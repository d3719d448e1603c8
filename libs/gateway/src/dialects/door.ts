/**
 * An older dialect that has paths of its own: what it takes at them, and what it makes of it. It is one folder, and one line in `doors.ts`;
 * beyond these nobody knows of it. It is opened only where the operator has switched it on.
 */
import type { RequestListener } from 'node:http';
import type { Person } from '@maru/contracts';
import type { Visit } from '../visits/visit.js';
import type { VisitorDialect } from './dialect.js';
import type { Hall } from './hall.js';

export interface Door {
  /** As in `MARU_DIALECTS`. */
  readonly name: string;
  /** What it means that it is on: said at each start. */
  readonly about: string;
  open(hall: Hall): Way;
}

/** Where a dialect is reached. */
interface Way {
  readonly entrances: readonly Entrance[];
  /** All calls at and below these paths. */
  readonly calls?: ReadonlyMap<string, RequestListener>;
  /** What `GET /health` says for its clients. */
  readonly health?: Readonly<Record<string, string | boolean>>;
}

/** Where its WebSockets come in: no session is asked for, and any page may come. */
export interface Entrance {
  readonly path: RegExp;
  /** Before the handshake is answered: what is thrown here refuses it. */
  arrive(arrival: Arrival): Promise<Welcome | Farewell>;
}

export interface Arrival {
  /** Of the path's groups, decoded. */
  readonly groups: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly address: string;
}

/** The handshake succeeds, and then the socket is closed with these words. */
export interface Farewell {
  readonly close: readonly [code: number, reason: string];
}

/** One socket that hears one channel. */
export interface Welcome {
  readonly channelId: number;
  readonly dialect: VisitorDialect;
  /** Whose coming and going the channel's visitors are told of, where they are. */
  readonly guest?: Person;
  /** So many of the last messages are told first. */
  readonly replays?: number;
  /** Its frames are so large that it may have so many queues' bytes waiting. */
  readonly queues?: number;
  /** A text of the client. One after the other: the next one waits until this one is done. */
  hears(text: string, visit: Visit): Promise<void>;
  /** The connection is gone, whether it was opened or not. */
  gone?(): void;
}
