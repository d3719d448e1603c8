import type { Query } from '@maru/contracts';
import type { z } from 'zod';

/** No instance answered in time. The asker may try again. */
export class QueryUnavailable extends Error {
  constructor(readonly query: string) {
    super(`no answer to ${query}`);
    this.name = 'QueryUnavailable';
  }
}

/**
 * Request and response between services. Both ways the value is checked against the query's schema and is JSON on the way.
 * A `DomainError` of the one who answers arrives as a `DomainError` with its code; anything else, and no answer within the deadline, as `QueryUnavailable`.
 */
export abstract class Queries {
  abstract ask<A extends z.ZodType, R extends z.ZodType>(query: Query<A, R>, input: z.input<A>): Promise<z.output<R>>;
  abstract serve<A extends z.ZodType, R extends z.ZodType>(query: Query<A, R>, answer: (input: z.output<A>) => Promise<z.input<R>>): void;
}
