import { Failure } from './failures.js';

const MESSAGES = 50;
const MOST_MESSAGES = 100;

export function parameter(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value === null || value === '') throw new Failure(400, `${name}: is missing`);
  return value;
}

/** How many messages are asked for. More than there are at once is as many as there are. */
export function limitIn(query: URLSearchParams): number {
  const text = query.get('limit') ?? String(MESSAGES);
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1) throw new Failure(400, 'limit: must be a number from 1');
  return Math.min(Number(text), MOST_MESSAGES);
}
