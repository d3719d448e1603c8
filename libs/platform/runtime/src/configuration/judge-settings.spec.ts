import { expect, it } from 'vitest';
import { embedded } from './embedded.js';
import { judgeSettings } from './judge-settings.js';

const judge = (environment: Record<string, string>) => judgeSettings([], embedded, environment);

it('finds nothing wrong with good settings, and with what is not ours', () => {
  expect(judge({ MARU_PORT: '8081', PATH: '/bin' })).toEqual([]);
});

it('names what was probably meant', () => {
  expect(judge({ MARU_PROT: '1' })).toEqual(['unknown setting MARU_PROT: is MARU_PORT meant?']);
  expect(judge({ MARU_LIMITS_SOCKETS: '3' })).toEqual(['unknown setting MARU_LIMITS_SOCKETS: is MARU_LIMIT_SOCKETS meant?']);
  expect(judge({ MARU_SOMETHING_ELSE: '1' })).toEqual(['unknown setting MARU_SOMETHING_ELSE']);
});

it('names every fault', () => {
  expect(judge({ MARU_PORT: 'many', MARU_HOTS: 'x' })).toEqual([
    'unknown setting MARU_HOTS: is MARU_HOST meant?',
    'MARU_PORT (--port): must be a number',
  ]);
});
