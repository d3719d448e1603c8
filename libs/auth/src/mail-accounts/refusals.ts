import { HttpError } from '@maru/contracts';

interface Refused {
  readonly refused: { readonly status: number; readonly message: string; readonly retryAfterMs?: number | undefined };
}

/** A refusal as an answer: between services only the codes of frames travel as errors. */
export async function orRefused<T>(work: () => Promise<T>): Promise<T | Refused> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    const { status, message, retryAfterMs } = error;
    return { refused: { status, message, retryAfterMs } };
  }
}
