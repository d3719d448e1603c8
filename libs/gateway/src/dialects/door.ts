/**
 * An older dialect that has paths of its own: what it takes at them, and what it makes of it. It is one folder, and one line in `doors.ts`;
 * beyond these nobody knows of it. It is opened only where the operator has switched it on.
 */
import type { IncomingMessage, RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Person, SessionView } from '@maru/contracts';
import type { Line } from '../sockets/line.js';
import type { Stay } from '../stays/stay.js';
import type { Reception } from '../stays/reception.js';
import type { Visit } from '../visits/visit.js';
import type { DoorDialect } from './dialect.js';
import type { Hall } from './hall.js';

export interface Door {
  /** As in `MARU_DIALECTS`. */
  readonly name: string;
  /** What it means that it is on: said at each start. */
  readonly about: string;
  open(hall: Hall, reception: Reception): Way;
}

/** Where a dialect is reached. */
interface Way {
  readonly entrances: readonly (Entrance | OwnEntrance)[];
  /** All calls at and below these paths. */
  readonly calls?: ReadonlyMap<string, RequestListener>;
  /** What `GET /health` says for its clients. */
  readonly health?: Readonly<Record<string, string | boolean>>;
}

/** Where its WebSockets come in, from any page. */
export interface Entrance {
  readonly path: RegExp;
  /** The subprotocols of its clients, the best first. */
  readonly protocols?: readonly string[];
  /** The largest text that one may send. */
  readonly mostBytes?: number;
  /** Before the handshake is answered: what is thrown here refuses it. */
  arrive(arrival: Arrival): Promise<Welcome | Admission | Farewell>;
}

/** Where it answers the handshake itself, and opens what becomes of it at the reception. What is thrown refuses it. */
interface OwnEntrance {
  readonly path: RegExp;
  take(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
}

export interface Arrival {
  /** Of the path's groups, decoded. */
  readonly groups: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly authorization?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly address: string;
}

/** The handshake succeeds, and then the socket is closed with these words. */
export interface Farewell {
  readonly close: readonly [code: number, reason: string];
}

/** One socket that hears one channel. */
export interface Welcome {
  readonly channelId: number;
  readonly dialect: DoorDialect;
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

/** One of the sockets of a session: it is counted as one, and hears all that is its user's. */
export interface Admission {
  readonly session: SessionView;
  readonly dialect: DoorDialect;
  /** What it is written to, where that is not the line itself. */
  wrap?(line: Line): Line;
  /** It is open, and hears. */
  begins?(stay: Stay): void;
  /** As a visitor's. */
  hears(text: string, stay: Stay): Promise<void>;
  /** The connection is gone, whether it was opened or not. */
  gone?(): void;
}
