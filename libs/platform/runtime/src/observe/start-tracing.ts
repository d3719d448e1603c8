import { type ServiceDefinition, tracing } from '@maru/ports';
import type { RuntimeSettings } from '../configuration/runtime-settings.js';
import { within } from '../process/within.js';

type TraceSettings = Pick<RuntimeSettings, 'MARU_OTLP_ENDPOINT' | 'MARU_TRACE_SHARE'>;

/** A collector that does not answer does not keep the process from its end. */
const FLUSH_MS = 1_000;

/** Traces go to the collector from now on, where one is set. Resolves to what tells it of the last ones. */
export async function startTracing(settings: TraceSettings, services: readonly ServiceDefinition[]): Promise<() => Promise<void>> {
  const { MARU_OTLP_ENDPOINT: endpoint, MARU_TRACE_SHARE: share } = settings;
  if (endpoint === undefined) return async () => undefined;
  const { OtlpTracer } = await import('./otlp-tracer.js');
  const [only, ...others] = services;
  const tracer = new OtlpTracer({ endpoint, share, service: only && others.length === 0 ? `maru-${only.name}` : 'maru' });
  tracing.use(tracer);
  return async () => {
    tracing.use(undefined);
    await within(FLUSH_MS, tracer.close());
  };
}
