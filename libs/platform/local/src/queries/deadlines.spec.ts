import { expect, it, vi } from 'vitest';
import { FixedClock } from '../clock/fixed-clock.js';
import { Deadlines } from './deadlines.js';

function underTest() {
  const clock = new FixedClock();
  const after = vi.spyOn(clock, 'after');
  const late: string[] = [];
  const deadlines = new Deadlines(clock, 1_000);
  return { clock, after, late, begin: (name: string) => deadlines.begin(() => void late.push(name)) };
}

it('calls each when its own time is over, and none that was called off', async () => {
  const { clock, late, begin } = underTest();
  begin('first');
  await clock.advance(400);
  const callOff = begin('second');
  begin('third');
  await clock.advance(599);
  expect(late).toEqual([]);
  await clock.advance(1);
  expect(late).toEqual(['first']);
  callOff();
  await clock.advance(399);
  expect(late).toEqual(['first']);
  await clock.advance(1);
  expect(late).toEqual(['first', 'third']);
});

it('takes one timer, however many are begun and called off meanwhile, and none where nobody waits', async () => {
  const { clock, after, late, begin } = underTest();
  for (let index = 0; index < 1_000; index++) begin(`${index}`)();
  expect(after).toHaveBeenCalledTimes(1);
  await clock.advance(5_000);
  expect(after).toHaveBeenCalledTimes(1);
  expect(late).toEqual([]);
});

it('begins again after a rest', async () => {
  const { clock, late, begin } = underTest();
  begin('early')();
  await clock.advance(10_000);
  begin('late');
  await clock.advance(1_000);
  expect(late).toEqual(['late']);
});
