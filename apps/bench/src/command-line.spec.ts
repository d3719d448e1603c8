import { expect, it } from 'vitest';
import { readCommandLine } from './command-line.js';
import type { Figure } from './figures/figure.js';

const figure = (name: string, defaults: Figure['defaults']): Figure => ({
  name,
  title: name,
  shape: '',
  bar: '',
  defaults,
  run: () => Promise.reject(new Error('not here')),
});
const figures: Figure[] = [
  { ...figure('p1', { sockets: 7 }), shapes: ['embedded', 'cluster'] },
  figure('p2', {}),
  { ...figure('p8', {}), shapes: ['cluster'] },
];

it('takes a figure with its own numbers, and those that are given before them', () => {
  const { wanted, isRecorded, isProfile } = readCommandLine(['p1', '--trials', '5', '--rate=0.5', '--record'], figures);
  expect(wanted).toMatchObject([{ figure: { name: 'p1' }, options: { sockets: 7, trials: 5, rate: 0.5 } }]);
  expect([isRecorded, isProfile]).toEqual([true, false]);
  expect(readCommandLine(['p1', '--as', 'p1-goal'], figures).wanted[0]?.options.as).toBe('p1-goal');
  expect(readCommandLine(['p1', '--sockets', '9'], figures).wanted[0]?.options.sockets).toBe(9);
});

it('takes all of them, and one to be profiled', () => {
  expect(readCommandLine(['all'], figures).wanted.map(({ figure: { name } }) => name)).toEqual(['p1', 'p2']);
  expect(readCommandLine(['profile', 'p2'], figures)).toMatchObject({ isProfile: true, wanted: [{ figure: { name: 'p2' } }] });
});

it('takes those that measure the shape it is given', () => {
  const at = 'http://127.0.0.1:8080';
  expect(readCommandLine(['all', '--at', at], figures).wanted).toMatchObject([
    { figure: { name: 'p1' }, options: { at } },
    { figure: { name: 'p8' }, options: { at } },
  ]);
  expect(readCommandLine(['p1', '--at', at, '--direct'], figures).wanted[0]?.options).toMatchObject({ at, isDirect: true });
  expect(() => readCommandLine(['p1', '--direct'], figures)).toThrow('--direct');
  expect(() => readCommandLine(['p8'], figures)).toThrow('p8 measures a cluster');
  expect(() => readCommandLine(['p2', '--at', at], figures)).toThrow('p2 measures one process');
});

it('says what there is where it is asked for something else', () => {
  expect(() => readCommandLine(['p3'], figures)).toThrow('npm run bench');
  expect(() => readCommandLine([], figures)).toThrow('p2');
  expect(() => readCommandLine(['p1', '--trials', 'some'], figures)).toThrow('--trials needs a number');
});
