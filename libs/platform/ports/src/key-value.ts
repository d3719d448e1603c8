export interface TokenBucket {
  /** What it holds when full. */
  readonly capacity: number;
  readonly refillPerMinute: number;
}

export type TokenTaken = { readonly allowed: true } | { readonly allowed: false; readonly retryAfterMs: number };

export interface Expiry {
  readonly ttlMs?: number;
  /** In an embedded house: survives a restart of the process. (In a cluster every key lives as long as Redis does.) */
  readonly keep?: boolean;
}

/** The keys lie where nobody answers at the moment. */
export class KeyValueUnavailable extends Error {
  override name = 'KeyValueUnavailable';
}

/**
 * Small, fast, forgetful: nothing that matters may live only here, sessions apart. Every operation is atomic.
 * Keys that are used together in one place share a hash tag: `session:{42}:abc`.
 */
export abstract class KeyValue {
  abstract get(key: string): Promise<string | undefined>;
  abstract getMany(keys: readonly string[]): Promise<(string | undefined)[]>;
  /** Whatever was there is gone, its life too. */
  abstract set(key: string, value: string, expiry?: Expiry): Promise<void>;
  /** True for the one that set it. */
  abstract setIfAbsent(key: string, value: string, expiry?: Expiry): Promise<boolean>;
  /** Sets only what is there; false where it is not. */
  abstract setIfPresent(key: string, value: string, expiry?: Expiry): Promise<boolean>;
  /** Reads and deletes: of many askers one gets it. */
  abstract take(key: string): Promise<string | undefined>;
  abstract delete(...keys: string[]): Promise<void>;
  /** The life that is given begins with the first increment, and is not changed by further ones. */
  abstract increment(key: string, by: number, expiry?: Expiry): Promise<number>;

  /** A given life starts anew for the whole hash; without one, the old one goes on. A hash without fields is none. */
  abstract hashSet(key: string, field: string, value: string, expiry?: Expiry): Promise<void>;
  abstract hashGet(key: string, field: string): Promise<string | undefined>;
  abstract hashGetAll(key: string): Promise<Map<string, string>>;
  abstract hashDelete(key: string, ...fields: string[]): Promise<void>;

  /** Appends to a list that exists, keeps its last `max`, and starts its life anew. Does nothing where there is no list. */
  abstract listAppend(key: string, values: readonly string[], max: number, ttlMs: number): Promise<void>;
  abstract listReplace(key: string, values: readonly string[], ttlMs: number): Promise<void>;
  abstract listAll(key: string): Promise<string[] | undefined>;

  /** Whoever waits for `retryAfterMs` finds a token, if nobody else has taken it. */
  abstract takeToken(key: string, bucket: TokenBucket): Promise<TokenTaken>;
}
