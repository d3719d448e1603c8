import { isObservable, lastValueFrom } from 'rxjs';

/** Nest's handlers answer with a value, or with a stream of it: a failure is then inside the stream. */
export async function settle(result: Promise<unknown>): Promise<unknown> {
  const value = await result;
  return isObservable(value) ? await lastValueFrom(value, { defaultValue: undefined }) : value;
}
