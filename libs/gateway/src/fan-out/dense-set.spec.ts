import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { DenseSet } from './dense-set.js';

it('holds what a set holds, side by side', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 9 }))), (steps) => {
      const dense = new DenseSet<number>();
      const model = new Set<number>();
      for (const [add, item] of steps) {
        if (add && !model.has(item)) dense.add(item);
        expect(add ? model.add(item) : dense.delete(item)).toBe(add ? model : model.delete(item));
        expect(dense.size).toBe(model.size);
        expect(new Set(dense.items)).toEqual(model);
      }
    }),
  );
});
