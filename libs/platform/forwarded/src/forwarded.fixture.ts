/** A port of a worker over a first process whose time stands still. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FixedClock, local } from '@maru/local';
import { host } from './host.js';
import { linkPair } from './link/link.fixture.js';
import type { Link } from './link/link.js';

/** What a later one goes on with. */
export interface Past {
  readonly dataFolder: string;
  readonly clock: FixedClock;
}

function newHouse(): Past {
  return { dataFolder: mkdtempSync(join(tmpdir(), 'maru-')), clock: new FixedClock() };
}

export async function overFixedClock<T>(make: (link: Link) => T, { dataFolder, clock }: Past = newHouse()) {
  const platform = await local({ dataFolder, clock });
  const pair = await linkPair();
  const hosted = host(pair.first, platform);
  const leave = async () => {
    await pair.close();
    await hosted;
    const closed = platform.close();
    await clock.advance(5_000);
    await closed;
  };
  return {
    subject: make(pair.worker),
    platform,
    pair,
    hosted,
    past: { dataFolder, clock },
    pass: async (ms: number) => {
      await pair.settle();
      await clock.advance(ms);
      await pair.settle();
    },
    /** The data stay. */
    leave,
    close: async () => {
      await leave();
      rmSync(dataFolder, { recursive: true });
    },
  };
}
