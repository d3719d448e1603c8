import { expect, it } from 'vitest';
import { SequenceCheck } from './sequence-check.js';

it.each([
  [[4, 5, 6], 0, 0],
  [[4, 6, 7], 1, 0],
  [[4, 5, 5, 6], 0, 1],
  [[4, 6, 5, 7], 1, 1],
])('sees in %j so many holes and repeats: %i, %i', (sequences, holes, repeated) => {
  const check = new SequenceCheck();
  for (const sequence of sequences) check.see(sequence);
  expect(check).toMatchObject({ holes, repeated, seen: sequences.length, last: sequences.at(-1) });
});

it('takes what comes over a new line as it is', () => {
  const check = new SequenceCheck();
  check.see(4);
  check.beginAnew();
  check.see(9);
  expect(check).toMatchObject({ holes: 0, repeated: 0, last: 9 });
});
