/**
 * One trace follows a request through frames, records, units of work, queries and deliveries (W3C trace context). Where nobody collects traces
 * no span is made and no trace begins; one that began outside of us goes through all the same.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

export const TRACE_HEADER = 'traceparent';

export interface SpanStart {
  /** Of few values: what it was about stands in the attributes. */
  readonly name: string;
  readonly kind: 'server' | 'client' | 'producer' | 'consumer' | 'internal';
  /** Without it, what goes on here. */
  readonly parent?: string | undefined;
  /** Other traces that it is part of. */
  readonly links?: readonly string[];
  /** A request begins a trace of its own; all else only goes on with one. */
  readonly begins?: boolean;
  readonly attributes?: Readonly<Record<string, string | number>>;
}

export interface Span {
  readonly traceparent: string;
  end(error?: unknown): void;
}

/** Whoever collects traces. */
export interface Tracer {
  begin(start: SpanStart): Span;
}

const current = new AsyncLocalStorage<string | undefined>();
let tracer: Tracer | undefined;

export const tracing = {
  /** Until it is told otherwise, spans go there. */
  use(collector: Tracer | undefined): void {
    tracer = collector;
  },
  /** What goes on here, as the others are told of it. */
  traceparent(): string | undefined {
    return current.getStore();
  },
  traceId(): string | undefined {
    return current.getStore()?.slice(3, 35);
  },
  run<T>(traceparent: string | undefined, work: () => T): T {
    return traceparent === current.getStore() ? work() : current.run(traceparent, work);
  },
  /** For what ends elsewhere than it begins. */
  begin(start: SpanStart): Span | undefined {
    if (tracer === undefined) return undefined;
    const parent = start.parent ?? (start.begins === true ? undefined : current.getStore());
    const goesOn = parent !== undefined || (start.links?.length ?? 0) > 0;
    return goesOn || start.begins === true ? tracer.begin({ ...start, parent }) : undefined;
  },
  async span<T>(start: SpanStart, work: () => Promise<T>): Promise<T> {
    const span = tracing.begin(start);
    if (span === undefined) return await work();
    try {
      const result = await current.run(span.traceparent, work);
      span.end();
      return result;
    } catch (error) {
      span.end(error);
      throw error;
    }
  },
};

const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-((?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2})(-.*)?$/;

/** What somebody claims to go on with; undefined where it is none. A later version is read as far as this one goes. */
export function traceparentFrom(claimed: unknown): string | undefined {
  const [, version, fields, more] = (typeof claimed === 'string' && TRACEPARENT.exec(claimed)) || [];
  return fields === undefined || (version === '00' && more !== undefined) ? undefined : `00-${fields}`;
}
