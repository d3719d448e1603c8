import { KeyValueUnavailable } from '@maru/ports';

/** Redis did not answer. Commands wait for a node that is replaced, but nobody waits for ever. */
export class RedisUnavailable extends KeyValueUnavailable {
  override name = 'RedisUnavailable';
}

export async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RedisUnavailable(`no answer from Redis within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A node that answers with a refusal is there, unless it says that others are missing. */
export function isAway(error: unknown): boolean {
  return error instanceof Error && (error.name !== 'ReplyError' || error.message.startsWith('CLUSTERDOWN'));
}
