import { expect, test } from 'vitest';
import { isQuiet } from './quiet-hours.js';

test.each([
  ['23:00', '07:00', 23, 0, true],
  ['23:00', '07:00', 3, 30, true],
  ['23:00', '07:00', 7, 0, false],
  ['23:00', '07:00', 22, 59, false],
  ['13:00', '14:30', 14, 29, true],
  ['13:00', '14:30', 14, 30, false],
  ['09:00', '09:00', 9, 0, false],
])('from %s to %s, at %i:%i', (from, to, hour, minute, quiet) => {
  expect(isQuiet(from, to, new Date(2026, 10, 21, hour, minute))).toBe(quiet);
});
