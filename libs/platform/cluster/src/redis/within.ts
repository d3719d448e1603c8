/** Redis did not answer. Commands wait for a node that is replaced, but nobody waits for ever. */
export class RedisUnavailable extends Error {
  constructor(afterMs: number) {
    super(`no answer from Redis within ${afterMs} ms`);
    this.name = 'RedisUnavailable';
  }
}

export async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RedisUnavailable(ms)), ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
