import { expect, it } from 'vitest';
import { callTree, topOf } from './cpu-profile.js';
import { flameGraph } from './flame-graph.js';

const node = (id: number, functionName: string, children: number[] = []) => ({
  id,
  callFrame: { functionName, url: 'file:///maru/libs/lane.js', lineNumber: 6 },
  children,
});
const profile = JSON.stringify({
  nodes: [
    node(1, '(root)', [2, 4]),
    node(2, 'flush', [3]),
    node(3, 'write'),
    { ...node(4, '(idle)'), callFrame: { functionName: '(idle)', url: '', lineNumber: -1 } },
  ],
  samples: [2, 3, 3, 4, 3],
  timeDeltas: [10, 20, 30, 1_000, 500],
  startTime: 100,
});

it('tells where the time of the window was spent, without the time in which nothing was done', () => {
  const root = callTree(profile, [
    { beganUs: 0, endedUs: 90 },
    { beganUs: 100, endedUs: 1_200 },
    { beganUs: 5_000, endedUs: 6_000 },
  ]);
  expect(root.total).toBe(60);
  expect(topOf(root, 1)).toEqual([{ name: 'write libs/lane.js:7', share: 50 / 60 }]);
});

it('draws each call as wide as its time', () => {
  const drawn = flameGraph('lanes < all', callTree(profile, []));
  expect(drawn).toContain('<title>write libs/lane.js:7 98.2 %</title>');
  expect(drawn).toContain('lanes &lt; all');
});
