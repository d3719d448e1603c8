import { type Counter, type Gauge, type Histogram, type Labels, Metrics, type Sample } from '@maru/ports';
import { Logger } from '@nestjs/common';
import { collectDefaultMetrics, Counter as PromCounter, Gauge as PromGauge, Histogram as PromHistogram, Registry } from 'prom-client';
import { z } from 'zod';
import { ObservedChildren } from './observed-children.js';
import { within } from '../process/within.js';

const NONE: Labels = {};
/** Whoever reads the numbers waits for one that is asked for at most so long: the others are of use without it. */
const READ_MS = 1_500;

export interface Known {
  readonly name: string;
  readonly kind: string;
  readonly labels: readonly string[];
}

const Registered = z
  .array(z.object({ name: z.string(), type: z.string(), labelNames: z.array(z.string()) }))
  .transform((all) => all.map(({ name, type, labelNames }): Known => ({ name, kind: type, labels: labelNames })));

/** Numbers in Prometheus's form. Two who name the same number share it. */
export class PromMetrics extends Metrics {
  readonly registry = new Registry();
  private readonly counters = new Map<string, Counter>();
  private readonly observed = new Map<string, ObservedChildren>();
  /** What is asked for at this moment: what hangs is not asked again. */
  private readonly reading = new Set<string>();
  private readonly logger = new Logger('Metrics');

  constructor(private readonly readMs = READ_MS) {
    super();
  }

  /** With what Node knows of this process. */
  static ofProcess(): PromMetrics {
    const metrics = new PromMetrics();
    collectDefaultMetrics({ register: metrics.registry });
    return metrics;
  }

  /** All that can be told, whether it has been counted or not. */
  known(): readonly Known[] {
    return Registered.parse(this.registry.getMetricsAsArray());
  }

  counter(name: string, help: string, labels: readonly string[] = []): Counter {
    const known = this.find(name, PromCounter) && this.counters.get(name);
    if (known !== undefined) return known;
    const children: CountedApart[] = [];
    const settings = { name, help, labelNames: [...labels], registers: [this.registry] };
    const counter: PromCounter = new PromCounter({ ...settings, collect: () => children.forEach((child) => child.hand(counter)) });
    const made: Counter = {
      add: (amount = 1, values = NONE) => counter.inc(values, amount),
      with: (values) => {
        const child = new CountedApart(values);
        children.push(child);
        return child;
      },
    };
    this.counters.set(name, made);
    return made;
  }

  gauge(name: string, help: string, labels: readonly string[] = []): Gauge {
    const gauge = this.find(name, PromGauge) ?? new PromGauge({ name, help, labelNames: [...labels], registers: [this.registry] });
    return { set: (value, values = NONE) => gauge.set(values, value) };
  }

  histogram(name: string, help: string, buckets: readonly number[], labels: readonly string[] = []): Histogram {
    const known = this.find(name, PromHistogram) && this.observed.get(name);
    if (known !== undefined) return known.of(NONE);
    const children = new ObservedChildren(labels, buckets);
    const settings = { name, help, buckets: [...buckets], labelNames: [...labels], registers: [this.registry] };
    const histogram: PromHistogram = new PromHistogram({ ...settings, collect: () => children.hand(histogram) });
    this.observed.set(name, children);
    return children.of(NONE);
  }

  collect(name: string, help: string, read: () => Promise<number | readonly Sample[]>, labels: readonly string[] = []): void {
    const gauge: PromGauge = new PromGauge({
      name,
      help,
      labelNames: [...labels],
      registers: [this.registry],
      collect: async () => {
        const samples = await this.read(name, read);
        gauge.reset();
        // Without samples an unlabelled gauge would say 0, which nobody knows.
        if (samples.length === 0 && labels.length === 0) gauge.remove();
        for (const { value, labels: values = NONE } of samples) gauge.set(values, value);
      },
    });
  }

  private async read(name: string, read: () => Promise<number | readonly Sample[]>): Promise<readonly Sample[]> {
    if (this.reading.has(name)) return [];
    this.reading.add(name);
    let samples: readonly Sample[] = [];
    const reading = read()
      .then((found) => void (samples = typeof found === 'number' ? [{ value: found }] : found))
      .finally(() => this.reading.delete(name));
    try {
      if (await within(this.readMs, reading)) return samples;
      this.logger.debug(`${name} cannot be read within ${this.readMs} ms`);
    } catch (error) {
      this.logger.debug(`${name} cannot be read: ${String(error)}`);
    }
    return [];
  }

  private find<T>(name: string, kind: new (...settings: never[]) => T): T | undefined {
    const metric: unknown = this.registry.getSingleMetric(name);
    if (metric === undefined) return undefined;
    if (metric instanceof kind) return metric;
    throw new Error(`${name} is a metric of another kind already`);
  }
}

/** One of a counter's children: it costs an addition until somebody reads it. */
class CountedApart implements Counter {
  private count = 0;

  constructor(private readonly labels: Labels) {}

  add(amount = 1): void {
    this.count += amount;
  }

  with(): Counter {
    return this;
  }

  hand(counter: PromCounter): void {
    counter.inc(this.labels, this.count);
    this.count = 0;
  }
}
