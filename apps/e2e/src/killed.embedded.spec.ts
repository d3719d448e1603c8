/** Promise 1 and 2: whatever is acked survives the death of the process, once, in one order, without a hole. */
import { type EmbeddedMaru, startEmbedded } from '@maru/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Guest } from './guest.js';

const KILLS = 20;
const PER_ROUND = 40;

let maru: EmbeddedMaru;
beforeAll(async () => {
  maru = await startEmbedded({ env: { MARU_LIMITS: 'relaxed' } });
});
afterAll(() => maru.close());

it(`nothing is lost, doubled or reordered when the process is killed ${KILLS} times under load`, { timeout: 300_000 }, async () => {
  const [alice, bob] = await Promise.all([Guest.arrive(maru.url, 'alice'), Guest.arrive(maru.url, 'bob')]);
  await alice.befriend(bob);
  const channelId = await alice.openDirect(bob);
  const acked = new Map<number, string>();
  for (const { client } of [alice, bob])
    client.on('timeline', () => {
      for (const entry of client.timeline(channelId).entries) if (entry.state === 'sent') acked.set(entry.messageSequence, entry.content);
    });

  for (let round = 0; round < KILLS; round++) {
    for (let i = 0; i < PER_ROUND; i++) (i % 2 === 0 ? alice : bob).client.send(channelId, `round ${round} message ${i}`);
    // At some moment of the load: after so many of its messages are stored.
    const moment = round * PER_ROUND + Math.floor(Math.random() * PER_ROUND);
    await expect.poll(() => acked.size, { timeout: 30_000, interval: 1 }).toBeGreaterThanOrEqual(Math.min(moment, acked.size + 1));
    await maru.kill('SIGKILL');
    await maru.start();
    await Promise.all([alice.client.whenLive(), bob.client.whenLive()]);
  }
  await Promise.all([alice.sentAll(), bob.sentAll()]);

  const total = KILLS * PER_ROUND;
  const stored: string[] = [];
  for (let after = 0; after < total; after += 100) {
    const page = await alice.client.request({ type: 'FETCH_MESSAGES_REQUEST', channelId, after, limit: 100 });
    for (const { messageSequence, content } of page.messages) {
      expect(messageSequence).toBe(stored.length + 1);
      stored.push(content);
    }
  }
  expect(stored).toHaveLength(total);
  expect(new Set(stored).size).toBe(total);
  expect(await alice.sees(channelId, total)).toEqual(stored);
  expect(await bob.sees(channelId, total)).toEqual(stored);
  for (const [sequence, content] of acked) expect(stored[sequence - 1]).toBe(content);
  await Promise.all([alice.client.close(), bob.client.close()]);
});
