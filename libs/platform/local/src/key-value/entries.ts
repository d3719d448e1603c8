import type { Clock, Expiry } from '@maru/ports';
import type { BucketLevel } from './token-bucket.js';

export type Value =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'hash'; readonly fields: Map<string, string> }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'bucket'; readonly level: BucketLevel };
export type Kind = Value['kind'];
export type ValueOf<K extends Kind> = Extract<Value, { kind: K }>;

export interface Entry {
  readonly value: Value;
  readonly expiresAt: number;
  readonly keep: boolean;
}

/** Where kept keys survive. Both resolve when they do. */
export interface Keeper {
  save(key: string, entry: Entry): Promise<void>;
  remove(key: string): Promise<void>;
}

const OVERHEAD = 100;

/** Keys with their life and a bound: what is not kept goes when it gets too much, the longest unused first. */
export class Entries {
  private readonly kept = new Map<string, Entry>();
  private readonly passing = new Map<string, Entry>();
  private readonly sizes = new Map<string, number>();
  private size = 0;

  constructor(
    private readonly clock: Clock,
    private readonly keeper: Keeper,
    private readonly maxCharacters: number,
  ) {}

  /** Throws where the key holds something of another kind, as Redis does. */
  find<K extends Kind>(key: string, kind: K): (Entry & { value: ValueOf<K> }) | undefined {
    const entry = this.live(key);
    if (entry && !isOfKind(entry, kind)) throw new Error(`${key} holds a ${entry.value.kind}, not a ${kind}`);
    return entry;
  }

  has(key: string): boolean {
    return this.live(key) !== undefined;
  }

  put(key: string, value: Value, expiry: Expiry = {}): Promise<void> {
    return this.store(key, { value, expiresAt: this.endOf(expiry), keep: expiry.keep ?? false });
  }

  /** Changes the value. A given life starts anew, otherwise the old one goes on. */
  change(key: string, former: Entry, value: Value, expiry: Expiry = {}): Promise<void> {
    const expiresAt = expiry.ttlMs === undefined ? former.expiresAt : this.endOf(expiry);
    return this.store(key, { value, expiresAt, keep: expiry.keep ?? former.keep });
  }

  remove(key: string): Promise<void> {
    this.size -= this.sizes.get(key) ?? 0;
    this.sizes.delete(key);
    if (this.passing.delete(key) || !this.kept.delete(key)) return Promise.resolve();
    return this.keeper.remove(key);
  }

  /** What was kept before this process. */
  restore(key: string, entry: Entry): void {
    this.kept.set(key, entry);
    this.measure(key, entry.value);
  }

  sweep(): Promise<void>[] {
    const now = this.clock.now();
    const removals: Promise<void>[] = [];
    for (const entries of [this.kept, this.passing]) {
      for (const [key, entry] of entries) if (entry.expiresAt <= now) removals.push(this.remove(key));
    }
    return removals;
  }

  private live(key: string): Entry | undefined {
    const kept = this.kept.get(key);
    const entry = kept ?? this.passing.get(key);
    if (!entry) return undefined;
    if (entry.expiresAt <= this.clock.now()) return undefined;
    if (!kept) {
      this.passing.delete(key);
      this.passing.set(key, entry);
    }
    return entry;
  }

  private store(key: string, entry: Entry): Promise<void> {
    const wasKept = this.kept.has(key);
    this.passing.delete(key);
    (entry.keep ? this.kept : this.passing).set(key, entry);
    this.measure(key, entry.value);
    this.shrink(key);
    if (entry.keep) return this.keeper.save(key, entry);
    if (!wasKept) return Promise.resolve();
    this.kept.delete(key);
    return this.keeper.remove(key);
  }

  private measure(key: string, value: Value): void {
    const size = OVERHEAD + key.length + lengthOf(value);
    this.size += size - (this.sizes.get(key) ?? 0);
    this.sizes.set(key, size);
  }

  private shrink(except: string): void {
    if (this.size <= this.maxCharacters) return;
    for (const key of this.passing.keys()) {
      if (this.size <= this.maxCharacters) return;
      if (key !== except) void this.remove(key);
    }
  }

  private endOf(expiry: Expiry): number {
    return expiry.ttlMs === undefined ? Number.POSITIVE_INFINITY : this.clock.now() + expiry.ttlMs;
  }
}

function isOfKind<K extends Kind>(entry: Entry, kind: K): entry is Entry & { value: ValueOf<K> } {
  return entry.value.kind === kind;
}

function lengthOf(value: Value): number {
  let length = 0;
  switch (value.kind) {
    case 'text':
      return value.text.length;
    case 'hash':
      for (const [field, text] of value.fields) length += field.length + text.length + OVERHEAD;
      return length;
    case 'list':
      for (const item of value.items) length += item.length;
      return length;
    case 'bucket':
      return 16;
  }
}
