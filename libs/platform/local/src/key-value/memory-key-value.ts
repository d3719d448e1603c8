import { type Clock, type Expiry, KeyValue, type TokenBucket, type TokenTaken } from '@maru/ports';
import { Logger } from '@nestjs/common';
import { Entries, type Keeper } from './entries.js';
import type { KeptKeys } from './kept-keys.js';
import { takeFrom } from './token-bucket.js';

const SWEEP_MS = 60_000;
const MAX_CHARACTERS = 128 * 1024 * 1024;
const NOWHERE: Keeper = { save: () => Promise.resolve(), remove: () => Promise.resolve() };

/** All in memory. Every operation changes it in one go, before its first await: so it is atomic. Kept keys are on disk before it resolves. */
export class MemoryKeyValue extends KeyValue {
  private readonly entries: Entries;
  private readonly stopSweeping: () => void;
  private readonly logger = new Logger(MemoryKeyValue.name);

  constructor(
    private readonly clock: Clock,
    private readonly kept?: KeptKeys,
    maxCharacters = MAX_CHARACTERS,
  ) {
    super();
    this.entries = new Entries(clock, kept ?? NOWHERE, maxCharacters);
    for (const [key, entry] of kept?.load() ?? []) this.entries.restore(key, entry);
    this.stopSweeping = clock.every(SWEEP_MS, () => this.sweep());
  }

  async get(key: string): Promise<string | undefined> {
    return this.text(key);
  }

  async getMany(keys: readonly string[]): Promise<(string | undefined)[]> {
    return keys.map((key) => this.text(key));
  }

  async set(key: string, text: string, expiry?: Expiry): Promise<void> {
    await this.entries.put(key, { kind: 'text', text }, expiry);
  }

  async setIfAbsent(key: string, text: string, expiry?: Expiry): Promise<boolean> {
    if (this.entries.has(key)) return false;
    await this.set(key, text, expiry);
    return true;
  }

  async setIfPresent(key: string, text: string, expiry?: Expiry): Promise<boolean> {
    if (!this.entries.has(key)) return false;
    await this.set(key, text, expiry);
    return true;
  }

  async take(key: string): Promise<string | undefined> {
    const text = this.text(key);
    if (text !== undefined) await this.entries.remove(key);
    return text;
  }

  async delete(...keys: string[]): Promise<void> {
    await Promise.all(keys.map((key) => this.entries.remove(key)));
  }

  async increment(key: string, by: number, expiry?: Expiry): Promise<number> {
    const entry = this.entries.find(key, 'text');
    const sum = Number(entry?.value.text ?? 0) + by;
    if (!Number.isSafeInteger(sum)) throw new Error(`${key} does not hold an integer`);
    const value = { kind: 'text', text: String(sum) } as const;
    await (entry ? this.entries.change(key, entry, value) : this.entries.put(key, value, expiry));
    return sum;
  }

  async hashSet(key: string, field: string, value: string, expiry?: Expiry): Promise<void> {
    const entry = this.entries.find(key, 'hash');
    const fields = (entry?.value.fields ?? new Map<string, string>()).set(field, value);
    await (entry
      ? this.entries.change(key, entry, { kind: 'hash', fields }, expiry)
      : this.entries.put(key, { kind: 'hash', fields }, expiry));
  }

  async hashGet(key: string, field: string): Promise<string | undefined> {
    return this.entries.find(key, 'hash')?.value.fields.get(field);
  }

  async hashGetAll(key: string): Promise<Map<string, string>> {
    return new Map(this.entries.find(key, 'hash')?.value.fields);
  }

  async hashDelete(key: string, ...names: string[]): Promise<void> {
    const entry = this.entries.find(key, 'hash');
    if (!entry) return;
    const { fields } = entry.value;
    for (const name of names) fields.delete(name);
    await (fields.size === 0 ? this.entries.remove(key) : this.entries.change(key, entry, { kind: 'hash', fields }));
  }

  async listAppend(key: string, values: readonly string[], max: number, ttlMs: number): Promise<void> {
    const entry = this.entries.find(key, 'list');
    if (!entry) return;
    const all = [...entry.value.items, ...values];
    await this.entries.change(key, entry, { kind: 'list', items: all.slice(Math.max(0, all.length - max)) }, { ttlMs });
  }

  async listReplace(key: string, values: readonly string[], ttlMs: number): Promise<void> {
    await this.entries.put(key, { kind: 'list', items: [...values] }, { ttlMs });
  }

  async listAll(key: string): Promise<string[] | undefined> {
    const items = this.entries.find(key, 'list')?.value.items;
    return items && [...items];
  }

  async takeToken(key: string, bucket: TokenBucket): Promise<TokenTaken> {
    const now = this.clock.now();
    const { level, fullAt, taken } = takeFrom(this.entries.find(key, 'bucket')?.value.level, bucket, now);
    await this.entries.put(key, { kind: 'bucket', level }, { ttlMs: fullAt - now });
    return taken;
  }

  close(): void {
    this.stopSweeping();
    this.kept?.close();
  }

  private text(key: string): string | undefined {
    return this.entries.find(key, 'text')?.value.text;
  }

  private sweep(): void {
    Promise.all(this.entries.sweep()).catch((error: unknown) => this.logger.error(`expired keys stay on disk: ${String(error)}`));
  }
}
