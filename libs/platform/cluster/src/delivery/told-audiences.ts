import type { Audience, Cancel, Clock } from '@maru/ports';
import { Logger } from '@nestjs/common';
import type { Cluster } from 'ioredis';
import { z } from 'zod';
import { within } from '../redis/within.js';
import { BUCKETS, markOf, type Place, placeOf } from './audience-places.js';
import { ENTRY_LIFE_MS, HEAR, MARK } from './index-scripts.js';

const ANSWER_MS = 2_000;
const TRY_AGAIN_MS = 200;
const BEAT_MS = 2_000;
/** All are told again in this time, a part at each beat: what a failover has lost comes back. */
const TOLD_AGAIN_MS = 60_000;
const AT_ONCE = 200;

/**
 * What one gateway hears, and what it has told the index of it. The index is Redis's and may be lost; the truth is here, and is told again
 * until the index says the same.
 */
export class ToldAudiences {
  private readonly places = new Map<string, Place>();
  private readonly telling = new Map<string, Promise<void>>();
  private readonly marks = new Map<number, string>();
  private masters = '';
  private closed = false;
  private beating: Promise<void> | undefined;
  private round: Iterator<Place> | undefined;
  private readonly stopBeating: Cancel;
  private readonly logger = new Logger(ToldAudiences.name);

  constructor(
    private readonly gatewayId: string,
    private readonly redis: Cluster,
    private readonly clock: Clock,
  ) {
    this.stopBeating = clock.every(BEAT_MS, () => void this.beat());
  }

  /** Never fails. Resolves when the index says it, however long Redis may be away. */
  hears(audience: Audience): Promise<void> {
    const place = placeOf(audience);
    this.places.set(place.key, place);
    return this.tell(place);
  }

  hearsNoMore(audience: Audience): Promise<void> {
    const place = placeOf(audience);
    this.places.delete(place.key);
    return this.tell(place);
  }

  /** Looks whether the index has lost something, and tells it again. */
  async beat(): Promise<void> {
    this.beating ??= this.beatOnce().finally(() => (this.beating = undefined));
    await this.beating;
  }

  /** As a process that ends without a word. */
  stop(): void {
    this.closed = true;
    this.stopBeating();
  }

  /** What cannot be taken back ends with its lease. */
  async close(): Promise<void> {
    this.stop();
    const places = [...this.places.values()];
    this.places.clear();
    try {
      await this.inPortions(places, (place) => this.write(place));
    } catch (error) {
      this.logger.debug(`entries of ${this.gatewayId} end by themselves: ${String(error)}`);
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
      const isHeard = this.places.has(place.key);
      try {
        await this.write(place);
        if (this.places.has(place.key) === isHeard) return;
      } catch {
        if (this.closed) return;
        await this.clock.sleep(TRY_AGAIN_MS);
      }
    }
  }

  private async write({ key }: Place): Promise<void> {
    const written = this.places.has(key)
      ? HEAR.run(this.redis, [key], [this.gatewayId, ENTRY_LIFE_MS])
      : this.redis.hdel(key, this.gatewayId);
    await within<unknown>(ANSWER_MS, written);
  }

  private async beatOnce(): Promise<void> {
    try {
      const lost = await this.findLost();
      const places = [...this.places.values()];
      if (lost.size > 0)
        await this.inPortions(
          places.filter(({ bucket }) => lost.has(bucket)),
          (place) => this.tell(place),
        );
      await this.inPortions(this.nextOfRound(), (place) => this.tell(place));
    } catch (error) {
      this.logger.debug(`cannot look after the index: ${String(error)}`);
    }
  }

  /** Buckets whose mark is another one than before; all of them when other masters serve them, who may not have got the last of it. */
  private async findLost(): Promise<Set<number>> {
    const buckets = Array.from({ length: BUCKETS }, (_, bucket) => bucket);
    const masters = this.redis
      .nodes('master')
      .map(({ options: { host, port } }) => `${host}:${port}`)
      .toSorted()
      .join();
    const lost = new Set(masters === this.masters ? [] : buckets);
    await this.inPortions(buckets, async (bucket) => {
      const mark = z.string().parse(await within(ANSWER_MS, MARK.run(this.redis, [markOf(bucket)], [])));
      if (this.marks.get(bucket) !== mark) lost.add(bucket);
      this.marks.set(bucket, mark);
    });
    this.masters = masters;
    return lost;
  }

  private nextOfRound(): Place[] {
    const next: Place[] = [];
    const count = Math.ceil((this.places.size * BEAT_MS) / TOLD_AGAIN_MS);
    for (this.round ??= this.places.values(); next.length < count;) {
      const { value, done } = this.round.next();
      if (done) {
        this.round = undefined;
        break;
      }
      next.push(value);
    }
    return next;
  }

  private async inPortions<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
    for (let from = 0; from < all.length; from += AT_ONCE) await Promise.all(all.slice(from, from + AT_ONCE).map(work));
  }
}
