import { DomainError, type FrameErrorCode, frameErrorTexts, type Query } from '@maru/contracts';
import { type Clock, inContextOf, Queries, QueryUnavailable, type Sample, withContext } from '@maru/ports';
import { Logger } from '@nestjs/common';
import { z } from 'zod';
import { ClusterNumbers } from '../cluster-numbers.js';
import type { ConsulServiceRegistry } from '../registry/consul-service-registry.js';
import type { TcpEnd } from '../tcp/tcp-end.js';
import { type Instance, Instances } from './instances.js';

const Question = z.object({ input: z.unknown(), headers: z.record(z.string(), z.string()).default({}) });
const Refused = z.object({ refusal: z.object({ code: z.string(), message: z.string(), retryAfterMs: z.number().optional() }) });
const Failed = z.object({ failed: z.literal(true) });
const Reply = z.union([Refused, Failed, z.object({ answer: z.unknown() })]);
type Answered = Exclude<z.infer<typeof Reply>, z.infer<typeof Failed>>;

const DEADLINE_MS = 5_000;
/** While nobody is there, somebody may be about to come. */
const WAIT_FOR_SOMEBODY_MS = 1_000;
const ATTEMPTS = 2;

/** Questions go to a healthy instance of the service that owns them; where that one does not answer, once to another. */
export class TcpQueries extends Queries {
  private readonly services = new Map<string, Instances>();
  private readonly served = new Set<string>();
  private readonly logger = new Logger(TcpQueries.name);

  constructor(
    private readonly end: TcpEnd,
    private readonly registry: ConsulServiceRegistry,
    private readonly clock: Clock,
    private readonly deadlineMs = DEADLINE_MS,
    private readonly numbers = new ClusterNumbers(),
  ) {
    super();
  }

  /** A question that does not fit its schema is the asker's own mistake, and is thrown as such. */
  async ask<A extends z.ZodType, R extends z.ZodType>(query: Query<A, R>, input: z.input<A>): Promise<z.output<R>> {
    query.ask.parse(input);
    const reply = await this.askOneOf(query, { input, headers: withContext() });
    if ('refusal' in reply) throw refusalOf(reply.refusal) ?? this.unavailable(query.name, `unknown refusal ${reply.refusal.code}`);
    const answer = query.answer.safeParse(reply.answer);
    if (!answer.success) throw this.unavailable(query.name, answer.error);
    return answer.data;
  }

  serve<A extends z.ZodType, R extends z.ZodType>(query: Query<A, R>, answer: (input: z.output<A>) => Promise<z.input<R>>): void {
    if (this.served.has(query.name)) throw new Error(`${query.name} is answered already`);
    this.served.add(query.name);
    this.end.answer(query.name, async (data) => {
      const { input, headers } = Question.parse(data);
      const question = query.ask.parse(input);
      try {
        const value = await inContextOf([{ headers }], () => answer(question));
        query.answer.parse(value);
        return { answer: value };
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        return { refusal: { code: error.code, message: error.message, retryAfterMs: error.retryAfterMs } };
      }
    });
  }

  /** By service, instances that have failed so often that they are left alone for a while. */
  async resting(): Promise<Sample[]> {
    return [...this.services].map(([service, { resting }]) => ({ value: resting, labels: { service } }));
  }

  async close(): Promise<void> {
    for (const instances of this.services.values()) instances.close();
  }

  private async askOneOf(query: Query, question: object): Promise<Answered> {
    const instances = this.instancesOf(query.owner);
    const end = this.clock.now() + this.deadlineMs;
    const tried = new Set<string>();
    let reason: unknown = 'nobody is there';
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const instance = instances.pick(tried) ?? (attempt === 1 ? await this.waitFor(instances) : undefined);
      if (!instance) break;
      tried.add(instance.id);
      if (attempt > 1) this.numbers.queryRetries.add();
      const left = end - this.clock.now();
      // A part of the time is kept for another, where there is one.
      const ms = attempt < ATTEMPTS && instances.pick(tried) ? left / 2 : left;
      try {
        return await this.askOne(instance, query.name, question, ms);
      } catch (error) {
        reason = error;
      }
    }
    throw this.unavailable(query.name, reason);
  }

  private async waitFor(instances: Instances): Promise<Instance | undefined> {
    const end = this.clock.now() + WAIT_FOR_SOMEBODY_MS;
    for (let left = WAIT_FOR_SOMEBODY_MS; left > 0; left = end - this.clock.now()) {
      await instances.change(left);
      const found = instances.pick(new Set());
      if (found) return found;
    }
    return undefined;
  }

  private async askOne({ peer, breaker }: Instance, name: string, question: object, ms: number): Promise<Answered> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const cancel = this.clock.after(ms, () => reject(new Error(`no answer within ${Math.round(ms)} ms`)));
    breaker.begin();
    let reply: z.infer<typeof Reply>;
    try {
      reply = Reply.parse(await Promise.race([peer.ask(name, question), late]));
    } catch (error) {
      breaker.fail();
      throw error;
    } finally {
      cancel();
    }
    breaker.succeed();
    if ('failed' in reply) throw new Error('it failed there');
    return reply;
  }

  private instancesOf(service: string): Instances {
    const known = this.services.get(service);
    if (known) return known;
    const instances = new Instances(service, this.registry, this.clock);
    this.services.set(service, instances);
    return instances;
  }

  private unavailable(name: string, reason: unknown): QueryUnavailable {
    this.logger.warn(`${name}: ${reason instanceof Error ? reason.message : JSON.stringify(reason)}`);
    return new QueryUnavailable(name);
  }
}

function refusalOf(refusal: z.infer<typeof Refused>['refusal']): DomainError | undefined {
  return isCode(refusal.code) ? new DomainError(refusal.code, refusal.message, refusal.retryAfterMs) : undefined;
}

function isCode(code: string): code is FrameErrorCode {
  return Object.hasOwn(frameErrorTexts, code);
}
