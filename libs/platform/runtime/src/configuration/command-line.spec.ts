import { describe, expect, it } from 'vitest';
import { readCommandLine } from './command-line.js';

const known = [
  { name: 'MARU_PORT', flag: 'port', about: '' },
  { name: 'MARU_DATA', flag: 'data', about: '' },
  { name: 'MARU_LOG_LEVEL', about: '' },
];
const read = (...args: string[]) => readCommandLine(args, known, ['demo']);

describe('readCommandLine', () => {
  it('takes a value after a space or an equals sign', () => {
    expect(read('--port', '8081', '--data=/tmp/maru')).toEqual({
      settings: { MARU_PORT: '8081', MARU_DATA: '/tmp/maru' },
      switches: new Set(),
      faults: [],
    });
  });

  it('knows a switch from a setting', () => {
    expect(read('--demo').switches).toEqual(new Set(['demo']));
    expect(read('--demo=yes').faults).toEqual(['--demo takes no value']);
  });

  it('names all that it does not know', () => {
    expect(read('--prot', '1', '-p', 'start', '--log-level').faults).toEqual([
      'unknown flag --prot',
      'unknown argument 1',
      'unknown flag -p',
      'unknown argument start',
      'unknown flag --log-level',
    ]);
  });

  it('wants a value where one belongs', () => {
    expect(read('--port').faults).toEqual(['--port needs a value']);
    expect(read('--port', '--demo').faults).toEqual(['--port needs a value']);
    expect(read('--data=').faults).toEqual(['--data needs a value']);
  });
});
