import { DomainError, type Query, type FrameErrorCode, frameErrorTexts } from '@maru/contracts';
import { type Clock, inContextOf, Queries, QueryUnavailable, withContext } from '@maru/ports';
import { Logger } from '@nestjs/common';
import { z } from 'zod';
import { outside } from '../wire/outside.js';

/** Takes a question and gives an answer, both as they would be on a wire. */
type Server = (question: string) => Promise<string>;
const Refused = z.object({ refusal: z.object({ code: z.string(), message: z.string(), retryAfterMs: z.number().optional() }) });
const Reply = z.union([Refused, z.object({ answer: z.unknown() })]);
type Reply = z.infer<typeof Reply>;

export class LocalQueries extends Queries {
  private readonly servers = new Map<string, Server>();
  private readonly logger = new Logger(LocalQueries.name);

  constructor(
    private readonly clock: Clock,
    private readonly deadlineMs = 5_000,
  ) {
    super();
  }

  /** A question that does not fit its schema is the asker's own mistake, and is thrown as such. */
  async ask<A extends z.ZodType, R extends z.ZodType>(query: Query<A, R>, input: z.input<A>): Promise<z.output<R>> {
    query.ask.parse(input);
    const reply = await this.withinDeadline(query.name, JSON.stringify(input));
    if ('refusal' in reply) throw refusalOf(reply.refusal) ?? this.unavailable(query.name, `unknown refusal ${reply.refusal.code}`);
    const answer = query.answer.safeParse(reply.answer);
    if (!answer.success) throw this.unavailable(query.name, answer.error);
    return answer.data;
  }

  serve<A extends z.ZodType, R extends z.ZodType>(query: Query<A, R>, answer: (input: z.output<A>) => Promise<z.input<R>>): void {
    if (this.servers.has(query.name)) throw new Error(`${query.name} is answered already`);
    this.servers.set(query.name, async (question) => {
      const input = query.ask.parse(JSON.parse(question));
      try {
        const value = await answer(input);
        query.answer.parse(value);
        return JSON.stringify({ answer: value });
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        return JSON.stringify({ refusal: { code: error.code, message: error.message, retryAfterMs: error.retryAfterMs } });
      }
    });
  }

  private async withinDeadline(name: string, question: string): Promise<Reply> {
    const server = this.servers.get(name);
    if (!server) throw this.unavailable(name, 'nobody answers it');
    const headers = withContext();
    const answered = outside(() => inContextOf([{ headers }], () => server(question)));
    const { promise: late, reject } = Promise.withResolvers<never>();
    const cancel = this.clock.after(this.deadlineMs, () => reject(new Error(`no answer within ${this.deadlineMs} ms`)));
    try {
      return Reply.parse(JSON.parse(await Promise.race([answered, late])));
    } catch (error) {
      throw this.unavailable(name, error);
    } finally {
      cancel();
    }
  }

  private unavailable(name: string, reason: unknown): QueryUnavailable {
    this.logger.warn(`${name}: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`);
    return new QueryUnavailable(name);
  }
}

function refusalOf(refusal: z.infer<typeof Refused>['refusal']): DomainError | undefined {
  return isCode(refusal.code) ? new DomainError(refusal.code, refusal.message, refusal.retryAfterMs) : undefined;
}

function isCode(code: string): code is FrameErrorCode {
  return Object.hasOwn(frameErrorTexts, code);
}
