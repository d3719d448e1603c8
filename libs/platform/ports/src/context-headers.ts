/** What records carry of the request that they belong to, so that whoever handles them goes on with it. */
import { CORRELATION_HEADER, correlation } from './correlation.js';
import type { IncomingRecord } from './event-bus.js';
import { TRACE_HEADER, traceparentFrom, tracing } from './tracing.js';

type Headers = Readonly<Record<string, string>>;

/** A record's own headers win. */
export function withContext(headers: Headers = {}): Headers {
  const id = correlation.id();
  const traceparent = tracing.traceparent();
  if (id === undefined && traceparent === undefined) return { ...headers };
  return {
    ...(id === undefined ? {} : { [CORRELATION_HEADER]: id }),
    ...(traceparent === undefined ? {} : { [TRACE_HEADER]: traceparent }),
    ...headers,
  };
}

/** Goes on with what all of these records belong to. Of several requests none is the batch's own. */
export function inContextOf<T>(batch: readonly Pick<IncomingRecord, 'headers'>[], work: () => T): T {
  const id = common(batch, CORRELATION_HEADER);
  const traceparent = traceparentFrom(common(batch, TRACE_HEADER));
  const traced = () => tracing.run(traceparent, work);
  return id === undefined ? traced() : correlation.run(id, traced);
}

/** The traces that a batch is part of, where they are several. */
export function tracesOf(batch: readonly Pick<IncomingRecord, 'headers'>[]): readonly string[] {
  const claimed = new Set(batch.map(({ headers }) => headers[TRACE_HEADER]));
  return [...claimed].flatMap((one) => traceparentFrom(one) ?? []);
}

function common(batch: readonly Pick<IncomingRecord, 'headers'>[], name: string): string | undefined {
  const first = batch[0]?.headers[name];
  return first !== undefined && batch.every(({ headers }) => headers[name] === first) ? first : undefined;
}
