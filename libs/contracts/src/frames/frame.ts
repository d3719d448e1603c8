/** How a frame is written down: its schema, its type and an example, which the documents show and a running Maru is sent. */
import { z } from 'zod';
import { RequestId } from '../values.js';

export type FrameSchema<T extends string = string, S extends z.ZodRawShape = z.ZodRawShape> = z.ZodObject<{ type: z.ZodLiteral<T> } & S>;

const examples = new WeakMap<z.ZodType, unknown>();

export function exampleOf(schema: z.ZodType): unknown {
  return examples.get(schema);
}

function define<T extends string, S extends z.ZodRawShape>(type: T, shape: S, example: object): FrameSchema<T, S> {
  const schema = z.object({ type: z.literal(type), ...shape }) as FrameSchema<T, S>;
  examples.set(schema, { type, ...example });
  return schema;
}

/** Client to server. Every one may carry a `requestId`, which its answer and its `ERROR` echo. */
export function request<T extends string, S extends z.ZodRawShape>(type: T, shape: S, example: object = {}) {
  return define(type, { requestId: RequestId.optional(), ...shape }, example);
}

/** Server to the socket that asked. */
export function answer<T extends string, S extends z.ZodRawShape>(type: T, shape: S, example: object = {}) {
  return define(type, { requestId: RequestId.optional(), ...shape }, example);
}

/** Server to whom it concerns, unasked. */
export function notification<T extends string, S extends z.ZodRawShape>(type: T, shape: S, example: object = {}) {
  return define(type, shape, example);
}

/** A rule between the fields of a frame: `refuse` names the field that is to blame. */
export function ruled<S extends z.ZodType>(
  schema: S,
  rule: (frame: z.output<S>, refuse: (field: string, message: string) => void) => void,
): S {
  const checked = schema.superRefine((frame, context) =>
    rule(frame, (field, message) => context.addIssue({ code: 'custom', path: [field], message })),
  );
  examples.set(checked, exampleOf(schema));
  return checked;
}
