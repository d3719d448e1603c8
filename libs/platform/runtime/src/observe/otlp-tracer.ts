/** Spans for whoever collects them by OTLP over HTTP. Loaded only where an endpoint is set: what it imports is large. */
import { ROOT_CONTEXT, type SpanContext, SpanKind, SpanStatusCode, type Tracer as OtelTracer, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Span, SpanStart, Tracer } from '@maru/ports';

interface OtlpSettings {
  /** Of the collector, without `/v1/traces`. */
  readonly endpoint: string;
  /** Of the traces that begin here. */
  readonly share: number;
  readonly service: string;
}

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
};
const EXPORT_MS = 1_000;

export class OtlpTracer implements Tracer {
  private readonly provider: TracerProvider;
  private readonly tracer: OtelTracer;

  constructor({ endpoint, share, service }: OtlpSettings) {
    const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces`, timeoutMillis: 5_000 });
    this.provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': service, 'service.instance.id': `${process.pid}` }),
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
      spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: EXPORT_MS })],
    });
    this.tracer = this.provider.getTracer('maru');
  }

  begin({ name, kind, parent, links = [], attributes }: SpanStart): Span {
    const around = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, contextOf(parent));
    const span = this.tracer.startSpan(
      name,
      {
        kind: KINDS[kind],
        links: links.map((link) => ({ context: contextOf(link) })),
        ...(attributes === undefined ? {} : { attributes }),
      },
      around,
    );
    const { traceId, spanId, traceFlags } = span.spanContext();
    return {
      traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
      end: (error) => {
        if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
        span.end();
      },
    };
  }

  /** What has ended goes out first. A collector that is away costs a moment, and no failure. */
  async close(): Promise<void> {
    await this.provider.shutdown();
  }
}

function contextOf(traceparent: string): SpanContext {
  const [, traceId = '', spanId = '', flags = '00'] = traceparent.split('-');
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : `${typeof error === 'number' ? error : 'it failed'}`;
}
