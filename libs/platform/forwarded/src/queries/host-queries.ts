import type { Query } from '@maru/contracts';
import type { Queries } from '@maru/ports';
import { z } from 'zod';
import type { Link } from '../link/link.js';

/** Passes a worker's questions on, and the others' questions to it. What they hold is checked at their ends. */
export function hostQueries(link: Link, queries: Queries): void {
  link.answer('queries.ask', ({ name, input }) => queries.ask(passedOn(name), input));
  link.hear('queries.serve', (name) => queries.serve(passedOn(name), (input) => link.ask('queries.answer', { name, input })));
}

function passedOn(name: string): Query<z.ZodUnknown, z.ZodUnknown> {
  return { name, owner: 'message', ask: z.unknown(), answer: z.unknown() };
}
