/** Typed faces of Nest's `@EventPattern` and `@MessagePattern`: the compiler checks the method against the contract. */
import type { Query, Topic } from '@maru/contracts';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import type { z } from 'zod';

type Method<F> = (target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<F>) => void;

/** How a pattern names what it takes. The runtime's servers read it. */
export interface BusPattern {
  readonly topic: Topic;
  /** Absent: all types of the topic, in batches. */
  readonly type?: string;
  readonly batchSize: number;
}
export const BUS_PATTERN = 'maruBus';
export const QUERY_PATTERN = 'maruQuery';

/** One record at a time, of one type. Types of a topic without a method are passed over. */
export function On<T extends Topic, K extends z.infer<T['schema']>['type']>(
  topic: T,
  type: K,
): Method<(record: Extract<z.infer<T['schema']>, { type: K }>) => Promise<void>> {
  const pattern: BusPattern = { topic, type, batchSize: 1 };
  return EventPattern(`${topic.name}/${type}`, undefined, { [BUS_PATTERN]: pattern });
}

/** Whole batches of one partition, all types, in their order. */
export function OnBatch<T extends Topic>(topic: T, batchSize: number): Method<(records: z.infer<T['schema']>[]) => Promise<void>> {
  const pattern: BusPattern = { topic, batchSize };
  return EventPattern(topic.name, undefined, { [BUS_PATTERN]: pattern });
}

/** The answer to a query of this service. */
export function Answers<A extends z.ZodType, R extends z.ZodType>(query: Query<A, R>): Method<(input: z.output<A>) => Promise<z.input<R>>> {
  return MessagePattern(query.name, undefined, { [QUERY_PATTERN]: query });
}
