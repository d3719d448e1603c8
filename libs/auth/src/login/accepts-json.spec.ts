import { describe, expect, it } from 'vitest';
import { acceptsJson } from './accepts-json.js';

describe('JSON', () => {
  it.each(['application/json', 'text/html, application/json;q=0.9', 'text/plain,application/json', 'APPLICATION/JSON; charset=utf-8'])(
    'is for %s',
    (accept) => {
      expect(acceptsJson(accept)).toBe(true);
    },
  );

  it.each([
    undefined,
    '',
    '*/*',
    'application/*',
    'text/plain',
    'application/problem+json',
    'application/json-seq',
    'application/json;q=0',
    'text/html, */*;q=0.8',
  ])('is not for %s', (accept) => {
    expect(acceptsJson(accept)).toBe(false);
  });
});
