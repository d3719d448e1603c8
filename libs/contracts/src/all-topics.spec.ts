import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { allTopics } from './all-topics.js';
import { Delivered } from './deliveries.js';
import * as queries from './queries.js';

/** Where an object refuses what it does not know. */
function refusalsIn(schema: z.ZodType): string[] {
  const found: string[] = [];
  const look = (value: unknown, path: string) => {
    if (typeof value !== 'object' || value === null) return;
    if ('additionalProperties' in value && value.additionalProperties === false) found.push(path);
    for (const [name, inner] of Object.entries(value)) look(inner, `${path}/${name}`);
  };
  look(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), '');
  return found;
}

describe('a process of the next version may run beside this one: a field more than its reader knows is refused nowhere', () => {
  it.each(allTopics.map((topic) => [topic.name, topic.schema] as const))('in %s', (_name, schema) => {
    expect(refusalsIn(schema)).toEqual([]);
  });

  it('in a delivery', () => {
    expect(refusalsIn(Delivered)).toEqual([]);
  });

  it.each(Object.values(queries).flatMap((one) => ('ask' in one && 'answer' in one ? [[one.name, one] as const] : [])))(
    'in %s, asked and answered',
    (_name, { ask, answer }) => {
      expect([...refusalsIn(ask), ...refusalsIn(answer)]).toEqual([]);
    },
  );

  it('which is seen where it would be', () => {
    expect(refusalsIn(z.object({ a: z.array(z.strictObject({ b: z.int() })) }))).toEqual(['/properties/a/items']);
  });
});
