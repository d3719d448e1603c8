import { type Expiry, KeyValue, KeyValueUnavailable, type TokenBucket, type TokenTaken } from '@maru/ports';
import { type Link, LinkClosed } from '../link/link.js';

/** The keys of the first process: so what is counted here and elsewhere is one count. */
export class ForwardedKeyValue extends KeyValue {
  constructor(private readonly link: Link) {
    super();
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.call<string | null>('get', key)) ?? undefined;
  }

  async getMany(keys: readonly string[]): Promise<(string | undefined)[]> {
    return (await this.call<(string | null)[]>('getMany', keys)).map((text) => text ?? undefined);
  }

  async set(key: string, value: string, expiry?: Expiry): Promise<void> {
    await this.call('set', key, value, expiry);
  }

  setIfAbsent(key: string, value: string, expiry?: Expiry): Promise<boolean> {
    return this.call('setIfAbsent', key, value, expiry);
  }

  setIfPresent(key: string, value: string, expiry?: Expiry): Promise<boolean> {
    return this.call('setIfPresent', key, value, expiry);
  }

  async take(key: string): Promise<string | undefined> {
    return (await this.call<string | null>('take', key)) ?? undefined;
  }

  async delete(...keys: string[]): Promise<void> {
    await this.call('delete', ...keys);
  }

  increment(key: string, by: number, expiry?: Expiry): Promise<number> {
    return this.call('increment', key, by, expiry);
  }

  async hashSet(key: string, field: string, value: string, expiry?: Expiry): Promise<void> {
    await this.call('hashSet', key, field, value, expiry);
  }

  async hashGet(key: string, field: string): Promise<string | undefined> {
    return (await this.call<string | null>('hashGet', key, field)) ?? undefined;
  }

  async hashGetAll(key: string): Promise<Map<string, string>> {
    return new Map(await this.call<[string, string][]>('hashGetAll', key));
  }

  async hashDelete(key: string, ...fields: string[]): Promise<void> {
    await this.call('hashDelete', key, ...fields);
  }

  async listAppend(key: string, values: readonly string[], max: number, ttlMs: number): Promise<void> {
    await this.call('listAppend', key, values, max, ttlMs);
  }

  async listReplace(key: string, values: readonly string[], ttlMs: number): Promise<void> {
    await this.call('listReplace', key, values, ttlMs);
  }

  async listAll(key: string): Promise<string[] | undefined> {
    return (await this.call<string[] | null>('listAll', key)) ?? undefined;
  }

  takeToken(key: string, bucket: TokenBucket): Promise<TokenTaken> {
    return this.call('takeToken', key, bucket);
  }

  private async call<T>(operation: keyof KeyValue, ...args: unknown[]): Promise<T> {
    try {
      return (await this.link.ask('key-value', { operation, args: args.filter((one) => one !== undefined) })) as T;
    } catch (error) {
      throw error instanceof LinkClosed ? new KeyValueUnavailable(error.message) : error;
    }
  }
}
