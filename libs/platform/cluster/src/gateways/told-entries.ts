import type { Cancel, Clock } from '@maru/ports';
import { Logger } from '@nestjs/common';
import type { Cluster } from 'ioredis';
import { within } from '../redis/within.js';
import type { Place } from './buckets.js';
import { Marks } from './marks.js';

const ANSWER_MS = 2_000;
const TRY_AGAIN_MS = 200;
const BEAT_MS = 2_000;
/** All are told again in this time, a part at each beat: what a failover has lost comes back. */
const TOLD_AGAIN_MS = 60_000;
const AT_ONCE = 200;

/** An entry lives so long without being told again. */
export const ENTRY_LIFE_MS = 180_000;

/** How one entry of a gateway is written, and taken back. */
export interface EntryWriting {
  write(place: Place): Promise<unknown>;
  remove(place: Place): Promise<unknown>;
}

/**
 * What one gateway has told Redis of itself. Redis may lose it; the truth is here, and is told again until Redis says the same.
 */
export class ToldEntries {
  private readonly places = new Map<string, Place>();
  private readonly telling = new Map<string, Promise<void>>();
  private readonly marks: Marks;
  /** By bucket, as they were seen last. */
  private seen: readonly string[] = [];
  private masters = '';
  private closed = false;
  private beating: Promise<void> | undefined;
  private round: Place[] = [];
  private readonly stopBeating: Cancel;
  private readonly logger = new Logger('Gateways');

  constructor(
    private readonly redis: Cluster,
    private readonly clock: Clock,
    private readonly writing: EntryWriting,
  ) {
    this.marks = new Marks(redis);
    this.stopBeating = clock.every(BEAT_MS, () => void this.beat());
  }

  /** Never fails. Resolves when Redis says it, however long it may be away. */
  add(place: Place): Promise<void> {
    this.places.set(place.key, place);
    return this.tell(place);
  }

  remove(place: Place): Promise<void> {
    this.places.delete(place.key);
    return this.tell(place);
  }

  /** Looks whether Redis has lost something, and tells it again. */
  async beat(): Promise<void> {
    this.beating ??= this.beatOnce().finally(() => (this.beating = undefined));
    await this.beating;
  }

  /** As a process that ends without a word. */
  stop(): void {
    this.closed = true;
    this.stopBeating();
  }

  /** What cannot be taken back ends with its life. */
  async close(): Promise<void> {
    this.stop();
    const places = [...this.places.values()];
    this.places.clear();
    try {
      await inPortions(places, (place) => this.write(place));
    } catch (error) {
      this.logger.debug(`${places.length} entries end by themselves: ${String(error)}`);
    }
  }

  private tell(place: Place): Promise<void> {
    const known = this.telling.get(place.key);
    if (known) return known;
    const telling = this.tellUntilTrue(place).finally(() => this.telling.delete(place.key));
    this.telling.set(place.key, telling);
    return telling;
  }

  private async tellUntilTrue(place: Place): Promise<void> {
    for (;;) {
      const isThere = this.places.has(place.key);
      try {
        await this.write(place);
        if (this.places.has(place.key) === isThere) return;
      } catch {
        if (this.closed) return;
        await this.clock.sleep(TRY_AGAIN_MS);
      }
    }
  }

  private async write(place: Place): Promise<void> {
    await within(ANSWER_MS, this.places.has(place.key) ? this.writing.write(place) : this.writing.remove(place));
  }

  private async beatOnce(): Promise<void> {
    try {
      const lost = await this.findLost();
      const places = [...this.places.values()].filter(({ bucket }) => lost.has(bucket));
      await inPortions([...places, ...this.nextOfRound()], (place) => this.tell(place));
    } catch (error) {
      this.logger.debug(`cannot look after what Redis was told: ${String(error)}`);
    }
  }

  /** Buckets whose mark is another one than before; all of them when other masters serve them, who may not have got the last of it. */
  private async findLost(): Promise<Set<number>> {
    const masters = this.redis
      .nodes('master')
      .map(({ options: { host, port } }) => `${host}:${port}`)
      .toSorted()
      .join(',');
    const marks = await this.marks.read();
    const isSure = masters === this.masters;
    const lost = new Set([...marks.keys()].filter((bucket) => !isSure || marks[bucket] !== this.seen[bucket]));
    this.seen = marks;
    this.masters = masters;
    return lost;
  }

  private nextOfRound(): Place[] {
    const count = Math.ceil((this.places.size * BEAT_MS) / TOLD_AGAIN_MS);
    if (this.round.length === 0) this.round = [...this.places.values()];
    return this.round.splice(0, count).filter(({ key }) => this.places.has(key));
  }
}

async function inPortions<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < all.length; from += AT_ONCE) await Promise.all(all.slice(from, from + AT_ONCE).map(work));
}
