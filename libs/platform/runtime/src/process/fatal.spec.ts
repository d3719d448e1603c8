import { expect, it } from 'vitest';
import { StartError } from '../configuration/start-error.js';
import { fatalLine } from './fatal.js';

it.each([
  [new StartError('unknown setting MARU_PROT'), 'unknown setting MARU_PROT'],
  [
    Object.assign(new Error('listen'), { code: 'EADDRINUSE', port: 80 }),
    'port 80 is in use: stop what uses it, or choose another with --port',
  ],
  [Object.assign(new Error('listen'), { code: 'EACCES', port: 80 }), 'port 80 is not allowed to this user: choose another with --port'],
  [new Error('two\n  lines'), 'two lines'],
  ['thrown text', 'thrown text'],
])('is one line for %s', (error, line) => {
  expect(fatalLine(error)).toBe(line);
});
