/** A client that is live at a fake Maru, and all that it has told since. */
import type { MaruEvent } from '../events/maru-event.js';
import { connect, type ConnectOptions, type MaruClient } from '../maru-client.js';
import { FakeMaru } from './fake-maru.js';
import { HeldClock, settled } from './held-clock.js';

export interface LiveClient {
  readonly maru: FakeMaru;
  readonly clock: HeldClock;
  readonly client: MaruClient;
  /** Of these types, since it was live. */
  readonly told: (...types: MaruEvent['type'][]) => readonly MaruEvent[];
  /** The server says this, and it has been heard. */
  readonly hears: (frame: object) => Promise<void>;
  /** The line breaks, `meanwhile` happens, and the client is live again. */
  readonly returns: (meanwhile?: () => void) => Promise<void>;
}

export async function liveClient(
  prepare: (maru: FakeMaru) => void = () => undefined,
  options: Partial<ConnectOptions> = {},
): Promise<LiveClient> {
  const maru = new FakeMaru();
  const clock = new HeldClock();
  prepare(maru);
  const client = connect({ http: maru.http, openSocket: maru.openSocket, clock, ...options });
  await client.whenLive();
  const events: MaruEvent[] = [];
  const all: Record<MaruEvent['type'], true> = {
    state: true,
    message: true,
    reset: true,
    timeline: true,
    outbox: true,
    channels: true,
    channel: true,
    join: true,
    quit: true,
    role: true,
    members: true,
    read: true,
    typing: true,
    presence: true,
    profiles: true,
    settings: true,
    connections: true,
    connection: true,
    error: true,
  };
  for (const type of Object.keys(all) as MaruEvent['type'][]) client.on(type, (event) => events.push(event));
  return {
    maru,
    clock,
    client,
    told: (...types) => events.filter(({ type }) => types.includes(type)),
    hears: async (frame) => {
      maru.socket.say(frame);
      await settled();
    },
    returns: async (meanwhile = () => undefined) => {
      maru.socket.cut();
      meanwhile();
      client.wake();
      await client.whenLive();
      await settled();
    },
  };
}
