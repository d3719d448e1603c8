import { type Counter, type Gauge, type Histogram, Metrics } from '@maru/ports';
import { Counter as PromCounter, Gauge as PromGauge, Histogram as PromHistogram, Registry } from 'prom-client';

/** Numbers in Prometheus's form. Two who name the same number share it. */
export class PromMetrics extends Metrics {
  readonly registry = new Registry();

  counter(name: string, help: string, labels: readonly string[] = []): Counter {
    const counter = this.known(name, PromCounter) ?? new PromCounter({ name, help, labelNames: [...labels], registers: [this.registry] });
    return { add: (amount = 1, values = {}) => counter.inc(values, amount) };
  }

  gauge(name: string, help: string, labels: readonly string[] = []): Gauge {
    const gauge = this.known(name, PromGauge) ?? new PromGauge({ name, help, labelNames: [...labels], registers: [this.registry] });
    return { set: (value, values = {}) => gauge.set(values, value) };
  }

  histogram(name: string, help: string, buckets: readonly number[], labels: readonly string[] = []): Histogram {
    const settings = { name, help, buckets: [...buckets], labelNames: [...labels], registers: [this.registry] };
    const histogram = this.known(name, PromHistogram) ?? new PromHistogram(settings);
    return { observe: (value, values = {}) => histogram.observe(values, value) };
  }

  /** A number that is asked for when somebody reads the numbers. */
  collect(name: string, help: string, read: () => Promise<number>): void {
    const gauge: PromGauge = new PromGauge({
      name,
      help,
      registers: [this.registry],
      collect: async () => gauge.set(await read()),
    });
  }

  private known<T>(name: string, kind: new (...settings: never[]) => T): T | undefined {
    const metric: unknown = this.registry.getSingleMetric(name);
    if (metric === undefined) return undefined;
    if (metric instanceof kind) return metric;
    throw new Error(`${name} is a metric of another kind already`);
  }
}
