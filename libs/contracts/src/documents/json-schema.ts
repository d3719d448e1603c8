/** Zod schemas as JSON Schema: as they come in for what clients send, as they go out for what the server says. */
import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' });
}

/** The same to stand inside another document. */
export function embeddedSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...embedded } = jsonSchema(schema, io);
  return embedded;
}
