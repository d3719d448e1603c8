import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Turns } from './turns.js';

it('answers leave in the order of their requests, in whatever order they come', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 19 })), (finished) => {
      const written: string[] = [];
      const turns = new Turns((bytes) => written.push(bytes.toString()));
      const opened = Array.from({ length: 20 }, () => turns.open({ messageType: 'X' }, 0));
      finished.forEach((index) => turns.settle(opened[index] ?? opened[0]!, Buffer.from(String(index))));
      const done = new Set(finished);
      let first = 0;
      while (done.has(first)) first++;
      expect(written).toEqual(Array.from({ length: first }, (_, index) => String(index)));
      expect(turns.size).toBe(20 - first);
    }),
  );
});

it('a request that says nothing keeps its place', () => {
  const written: string[] = [];
  const turns = new Turns((bytes) => written.push(bytes.toString()));
  const [silent, loud] = [turns.open({ messageType: 'TYPING' }, 0), turns.open({ messageType: 'KEEP_ALIVE' }, 0)];
  turns.settle(loud, Buffer.from('alive'));
  expect(written).toEqual([]);
  turns.settle(silent, undefined);
  expect(written).toEqual(['alive']);
});

it('is idle when all is answered', async () => {
  const turns = new Turns(() => undefined);
  const turn = turns.open({ messageType: 'X' }, 0);
  let idle = false;
  const waiting = turns.idle().then(() => (idle = true));
  await Promise.resolve();
  expect(idle).toBe(false);
  turns.settle(turn, undefined);
  await waiting;
  expect(idle).toBe(true);
});

it('an answer is given once', () => {
  const written: string[] = [];
  const turns = new Turns((bytes) => written.push(bytes.toString()));
  const turn = turns.open({ messageType: 'X' }, 0);
  turns.settle(turn, Buffer.from('first'));
  turns.settle(turn, Buffer.from('second'));
  expect(turns.find(turn.reference)).toBeUndefined();
  expect(written).toEqual(['first']);
});
