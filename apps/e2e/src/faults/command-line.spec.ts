import { expect, it } from 'vitest';
import { readCommandLine } from './command-line.js';
import { faultOf, faults } from './faults.js';

it('plays each fault once, unless something else is said', () => {
  expect(readCommandLine([])).toMatchObject({ rounds: faults.length, only: [], url: undefined });
  expect(readCommandLine(['--rounds', '200', '--seed', '7', '--only', 'kafka,push', '--url', 'http://a'])).toEqual({
    rounds: 200,
    seed: 7,
    only: ['kafka', 'push'],
    url: 'http://a',
  });
  expect(readCommandLine(['--only', 'kafka,push']).rounds).toBe(2);
});

it.each([['--rounds', 'many'], ['--seed=-1'], ['--help']])('explains itself: %s', (...args) => {
  expect(() => readCommandLine(args.filter((arg) => arg !== undefined))).toThrow('kill -9 of message-1 or message-2');
});

it('takes them in turn, all of them or those that are named', () => {
  const names = (only: readonly string[]) => Array.from({ length: 3 }, (_, round) => faultOf(round, only).name);
  expect(names([])).toEqual(['message', 'gateway', 'kafka']);
  expect(names(['kafka', 'push'])).toEqual(['kafka', 'push', 'kafka']);
  expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
  expect(() => faultOf(0, ['meteor'])).toThrow('there is no such fault. There are: message, gateway');
});
