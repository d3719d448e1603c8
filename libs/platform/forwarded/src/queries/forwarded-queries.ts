import { DomainError, type Query } from '@maru/contracts';
import { Queries, QueryUnavailable } from '@maru/ports';
import { Logger } from '@nestjs/common';
import type { z } from 'zod';
import type { Link } from '../link/link.js';

/** Questions to services of the first process. Both ways they are checked where they are made and where they are read. */
export class ForwardedQueries extends Queries {
  private readonly servers = new Map<string, (input: unknown) => Promise<unknown>>();
  private readonly logger = new Logger(ForwardedQueries.name);

  constructor(private readonly link: Link) {
    super();
    link.answer('queries.answer', async ({ name, input }) => {
      const server = this.servers.get(name);
      if (server === undefined) throw new Error(`nobody answers ${name}`);
      return server(input);
    });
  }

  /** A question that does not fit its schema is the asker's own mistake, and is thrown as such. */
  async ask<A extends z.ZodType, R extends z.ZodType>(query: Query<A, R>, input: z.input<A>): Promise<z.output<R>> {
    query.ask.parse(input);
    try {
      return query.answer.parse(await this.link.ask('queries.ask', { name: query.name, input }));
    } catch (error) {
      if (error instanceof DomainError) throw error;
      this.logger.warn(`${query.name}: ${error instanceof Error ? error.message : String(error)}`);
      throw new QueryUnavailable(query.name);
    }
  }

  serve<A extends z.ZodType, R extends z.ZodType>(query: Query<A, R>, answer: (input: z.output<A>) => Promise<z.input<R>>): void {
    if (this.servers.has(query.name)) throw new Error(`${query.name} is answered already`);
    this.servers.set(query.name, async (input) => {
      const value = await answer(query.ask.parse(input));
      query.answer.parse(value);
      return value;
    });
    this.link.tell('queries.serve', query.name);
  }
}
