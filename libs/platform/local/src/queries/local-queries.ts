import { DomainError, type Query } from '@maru/contracts';
import { type Clock, inContextOf, Queries, QueryUnavailable, withContext } from '@maru/ports';
import { Logger } from '@nestjs/common';
import type { z } from 'zod';
import { asJson } from '../wire/as-json.js';
import { outside } from '../wire/outside.js';
import { Deadlines } from './deadlines.js';

/** Takes a question and gives an answer, both as they would come from a wire. */
type Server = (question: unknown) => Promise<Reply>;
type Reply = { readonly refusal: DomainError } | { readonly answer: unknown };

/** Nothing leaves the process, so nothing is encoded: each side is given a copy, which is what JSON would have left of it, checked once. */
export class LocalQueries extends Queries {
  private readonly servers = new Map<string, Server>();
  private readonly logger = new Logger(LocalQueries.name);

  private readonly deadlines: Deadlines;

  constructor(clock: Clock, deadlineMs = 5_000) {
    super();
    this.deadlines = new Deadlines(clock, deadlineMs);
  }

  /** A question that does not fit its schema is the asker's own mistake, and is thrown as such. */
  async ask<A extends z.ZodType, R extends z.ZodType>(query: Query<A, R>, input: z.input<A>): Promise<z.output<R>> {
    const reply = await this.withinDeadline(query.name, asJson(query.ask.parse(input)));
    if ('refusal' in reply) throw reply.refusal;
    return reply.answer as z.output<R>;
  }

  serve<A extends z.ZodType, R extends z.ZodType>(query: Query<A, R>, answer: (input: z.output<A>) => Promise<z.input<R>>): void {
    if (this.servers.has(query.name)) throw new Error(`${query.name} is answered already`);
    this.servers.set(query.name, async (question) => {
      try {
        return { answer: asJson(query.answer.parse(await answer(question as z.output<A>))) };
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        return { refusal: new DomainError(error.code, error.message, error.retryAfterMs) };
      }
    });
  }

  private withinDeadline(name: string, question: unknown): Promise<Reply> {
    const server = this.servers.get(name);
    if (!server) throw this.unavailable(name, 'nobody answers it');
    const headers = withContext();
    return new Promise((resolve, reject) => {
      const { ms } = this.deadlines;
      const cancel = this.deadlines.begin(() => reject(this.unavailable(name, new Error(`no answer within ${ms} ms`))));
      void outside(() => inContextOf([{ headers }], () => server(question)))
        .then(resolve, (error: unknown) => reject(this.unavailable(name, error)))
        .finally(cancel);
    });
  }

  private unavailable(name: string, reason: unknown): QueryUnavailable {
    this.logger.warn(`${name}: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`);
    return new QueryUnavailable(name);
  }
}
