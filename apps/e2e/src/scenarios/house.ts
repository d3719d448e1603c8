/**
 * Where scenarios take place: the Maru whose address stands in `MARU_E2E_URL`, or an embedded one of their own. They know nothing of it but
 * what it answers, and others may be in it: names are never used twice.
 * Scenarios that need settings of their own, or end the process, are about the embedded shape: they are called `*.embedded.spec.ts`.
 */
import { randomBytes } from 'node:crypto';
import { type EmbeddedMaru, type EmbeddedOptions, startEmbedded } from '@maru/testing';
import { afterAll, beforeAll } from 'vitest';
import { Device } from './device.js';

export interface House {
  readonly url: string;
  /** Somebody new. */
  arrive(word?: string): Promise<Device>;
  /** New people, each a friend of each. */
  friends(...words: readonly string[]): Promise<Device[]>;
  /** Another device of a person; it is closed with the house. */
  another(device: Device): Promise<Device>;
}

export interface EmbeddedHouse extends House {
  maru(): EmbeddedMaru;
}

/** `env` is for an embedded one; of one that runs already it is expected that it was started so. */
export function useHouse(env: Readonly<Record<string, string>> = {}): House {
  const url = process.env['MARU_E2E_URL'];
  return url === undefined ? useEmbedded(env) : furnish(() => url);
}

/** The older dialects that the clusters of tests have on. */
export const DIALECTS = { MARU_DIALECTS: 'rooms,chat-room,stomp' };

export function useEmbedded(env: Readonly<Record<string, string>> = {}, options: EmbeddedOptions = {}): EmbeddedHouse {
  let maru: EmbeddedMaru | undefined;
  const running = (): EmbeddedMaru => {
    if (maru === undefined) throw new Error('Maru is not started yet');
    return maru;
  };
  beforeAll(async () => {
    maru = await startEmbedded({ ...options, env: { MARU_LIMITS: 'relaxed', ...env } });
  });
  afterAll(() => maru?.close());
  return Object.assign(
    furnish(() => running().url),
    { maru: running },
  );
}

function furnish(address: () => string): House {
  const devices: Device[] = [];
  afterAll(async () => {
    await Promise.all(devices.map((device) => device.close()));
  });
  const keep = async (arriving: Promise<Device>): Promise<Device> => {
    const device = await arriving;
    devices.push(device);
    return device;
  };
  const arrive = (word = 'guest') => keep(Device.register(address(), unique(word)));
  return {
    get url() {
      return address();
    },
    arrive,
    friends: async (...words) => {
      const people = await Promise.all(words.map((word) => arrive(word)));
      for (const [index, person] of people.entries()) for (const other of people.slice(index + 1)) await person.befriend(other);
      return people;
    },
    another: (device) => keep(device.another()),
  };
}

/** A name or a title that nobody else uses. */
export function unique(word: string): string {
  return `${word}-${randomBytes(6).toString('hex')}`;
}
