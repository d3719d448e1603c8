import { createHash } from 'node:crypto';
import type { Cluster } from 'ioredis';

/** A script that Redis keeps: only its name is sent, and its text again where a node does not know it. All keys lie on one node. */
export class LuaScript {
  private readonly name: string;

  constructor(private readonly text: string) {
    this.name = createHash('sha1').update(text).digest('hex');
  }

  async run(redis: Cluster, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> {
    try {
      return await redis.evalsha(this.name, keys.length, ...keys, ...values);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return await redis.eval(this.text, keys.length, ...keys, ...values);
    }
  }
}
