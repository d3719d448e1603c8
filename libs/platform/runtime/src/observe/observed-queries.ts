import { DomainError, type Query } from '@maru/contracts';
import { type Histogram, type Metrics, Queries, tracing } from '@maru/ports';
import type { z } from 'zod';

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

/** Questions, timed and traced where they are asked. */
export class ObservedQueries extends Queries {
  private readonly took: Histogram;

  constructor(
    private readonly queries: Queries,
    metrics: Metrics,
  ) {
    super();
    this.took = metrics.histogram('maru_query_seconds', 'Time until a question was answered', SECONDS, ['query', 'outcome']);
  }

  async ask<A extends z.ZodType, R extends z.ZodType>(query: Query<A, R>, input: z.input<A>): Promise<z.output<R>> {
    const started = performance.now();
    let outcome = 'failed';
    try {
      const answer = await tracing.span({ name: query.name, kind: 'client' }, () => this.queries.ask(query, input));
      outcome = 'answered';
      return answer;
    } catch (error) {
      if (error instanceof DomainError) outcome = 'refused';
      throw error;
    } finally {
      this.took.observe((performance.now() - started) / 1_000, { query: query.name, outcome });
    }
  }

  serve<A extends z.ZodType, R extends z.ZodType>(query: Query<A, R>, answer: (input: z.output<A>) => Promise<z.input<R>>): void {
    this.queries.serve(query, answer);
  }
}
