import { type Counter, type Histogram, type Metrics, type SpanStart, tracing } from '@maru/ports';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

type Work<U, T> = (unit: U) => Promise<T>;

/** What the units of work of one service come to. */
export class UnitNumbers {
  private readonly committed: Histogram;
  private readonly failed: Histogram;
  private readonly retries: Counter;
  private readonly span: SpanStart;

  constructor(service: string, metrics: Metrics) {
    const help = 'Time of a unit of work, until what it tells is on its way';
    const seconds = metrics.histogram('maru_unit_seconds', help, SECONDS, ['service', 'outcome']);
    this.committed = seconds.with({ service, outcome: 'committed' });
    this.failed = seconds.with({ service, outcome: 'failed' });
    this.retries = metrics.counter('maru_unit_retries_total', 'Units of work that were run again', ['service']).with({ service });
    this.span = { name: 'unit of work', kind: 'internal', attributes: { 'maru.service': service } };
  }

  /** `run` gives the unit its work, by way of what counts how often it is done. */
  async observe<T>(run: (observed: <U, R>(work: Work<U, R>) => Work<U, R>) => Promise<T>): Promise<T> {
    const started = performance.now();
    let attempts = 0;
    let outcome = this.failed;
    const observed =
      <U, R>(work: Work<U, R>): Work<U, R> =>
      (unit) => {
        if (++attempts > 1) this.retries.add();
        return work(unit);
      };
    try {
      const result = await tracing.span(this.span, () => run(observed));
      outcome = this.committed;
      return result;
    } finally {
      outcome.observe((performance.now() - started) / 1_000);
    }
  }
}
