/** Promise 1 and 2: whatever is acked survives the death of the process, once, in one order, without a hole. */
import { type EmbeddedMaru, startEmbedded } from '@maru/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PER_ROUND, talkThroughKills } from './killed-under-load.js';

const KILLS = 20;

let maru: EmbeddedMaru;
beforeAll(async () => {
  maru = await startEmbedded({ env: { MARU_LIMITS: 'relaxed' } });
});
afterAll(() => maru.close());

it(`nothing is lost, doubled or reordered when the process is killed ${KILLS} times under load`, { timeout: 300_000 }, async () => {
  const stored = await talkThroughKills({
    url: maru.url,
    names: ['alice', 'bob'],
    kills: KILLS,
    kill: async () => {
      await maru.kill('SIGKILL');
      await maru.start();
    },
  });
  expect(stored).toHaveLength(KILLS * PER_ROUND);
});
