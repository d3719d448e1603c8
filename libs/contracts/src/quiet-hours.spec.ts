import { expect, test } from 'vitest';
import { isQuiet, QuietHours } from './quiet-hours.js';

test.each([
  ['23:00', '07:00', '14:00Z', true],
  ['23:00', '07:00', '18:30Z', true],
  ['23:00', '07:00', '22:00Z', false],
  ['23:00', '07:00', '13:59Z', false],
  ['13:00', '14:30', '05:29Z', true],
  ['13:00', '14:30', '05:30Z', false],
  ['09:00', '09:00', '00:00Z', false],
  ['00:00', '00:01', '15:00Z', true],
])('from %s to %s in Seoul, at %s: %s', (from, to, time, expected) => {
  expect(isQuiet({ from, to, timeZone: 'Asia/Seoul' }, Date.parse(`2026-11-21T${time}`))).toBe(expected);
});

test('summer time is that of the place', () => {
  const hours = { from: '23:00', to: '07:00', timeZone: 'Europe/Berlin' };
  expect([isQuiet(hours, Date.parse('2026-07-01T21:00Z')), isQuiet(hours, Date.parse('2026-12-01T21:00Z'))]).toEqual([true, false]);
});

test.each([
  [{ from: '23:00', to: '07:00', timeZone: 'Asia/Seoul' }, true],
  [{ from: '24:00', to: '07:00', timeZone: 'Asia/Seoul' }, false],
  [{ from: '7:00', to: '09:00', timeZone: 'Asia/Seoul' }, false],
  [{ from: '23:00', to: '07:60', timeZone: 'Asia/Seoul' }, false],
  [{ from: '23:00', to: '07:00', timeZone: 'Asia/Nowhere' }, false],
  [{ from: '23:00', to: '07:00', timeZone: '' }, false],
  [{ from: '23:00', to: '07:00' }, false],
])('%j: %s', (hours, expected) => {
  expect(QuietHours.safeParse(hours).success).toBe(expected);
});
