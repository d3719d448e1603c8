/** The edge of a service: a refusal becomes an answer. All else is a failure, which the bus retries. */
import { type Asker, DomainError, type Refusal } from '@maru/contracts';
import type { Delivery } from '@maru/ports';

/** What a thrown value says to the one who asked, if it is a refusal. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof DomainError)) return undefined;
  const { code, message, retryAfterMs } = error;
  return retryAfterMs === undefined ? { code, message } : { code, message, retryAfterMs };
}

/**
 * Runs a handler's work, which answers in its unit of work. If the work is refused instead, nothing of it is committed, and the refusal
 * is the answer. Resolves to what the work resolves to, or to undefined after a refusal.
 */
export async function answering<T>(delivery: Delivery, asker: Asker, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    await delivery.deliver([{ kind: 'answer', to: asker, refusal }]);
    return undefined;
  }
}
