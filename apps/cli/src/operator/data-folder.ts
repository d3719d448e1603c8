import type { Flag, Given } from '../command-line/command.js';
import type { Io } from '../command-line/io.js';

export const dataFlag = {
  data: { about: 'data folder of Maru; without it MARU_DATA or ./data', value: 'folder' },
} as const satisfies Record<string, Flag>;

export const LOOKS = 'Maru may be running: what is shown is of a copy.';
export const CHANGES = 'Maru must be stopped: it keeps in memory what it has read, and would not see the change.';

export function dataFolder(given: Given, { environment }: Io): string {
  return given.value('data') ?? (environment['MARU_DATA'] || './data');
}
