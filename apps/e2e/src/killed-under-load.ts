/** Promise 1 and 2, while something is killed: whatever is acked is stored, once, in one order, without a hole, and both see all of it. */
import { expect } from 'vitest';
import { Guest } from './guest.js';

export const PER_ROUND = 40;

export interface Kills {
  readonly url: string;
  readonly names: readonly [string, string];
  readonly kills: number;
  /** Resolves when it has gone. */
  readonly kill: (round: number) => Promise<void>;
}

/** Two people write to each other; at some moment of each round's load the kill comes. Resolves to what is stored. */
export async function talkThroughKills({ url, names, kills, kill }: Kills): Promise<string[]> {
  const [alice, bob] = await Promise.all([Guest.arrive(url, names[0]), Guest.arrive(url, names[1])]);
  await alice.befriend(bob);
  const channelId = await alice.openDirect(bob);
  const acked = new Map<number, string>();
  for (const { client } of [alice, bob])
    client.on('timeline', () => {
      for (const entry of client.timeline(channelId).entries) if (entry.state === 'sent') acked.set(entry.messageSequence, entry.content);
    });

  for (let round = 0; round < kills; round++) {
    for (let i = 0; i < PER_ROUND; i++) (i % 2 === 0 ? alice : bob).client.send(channelId, `round ${round} message ${i}`);
    // After so many of its messages are stored.
    const moment = round * PER_ROUND + Math.floor(Math.random() * PER_ROUND);
    await expect.poll(() => acked.size, { timeout: 30_000, interval: 1 }).toBeGreaterThanOrEqual(Math.min(moment, acked.size + 1));
    await kill(round);
    await Promise.all([alice.client.whenLive(), bob.client.whenLive()]);
  }
  await Promise.all([alice.sentAll(), bob.sentAll()]);

  const total = kills * PER_ROUND;
  const stored: string[] = [];
  for (let after = 0; after < total; after += 100) {
    const page = await alice.client.request({ type: 'FETCH_MESSAGES_REQUEST', channelId, after, limit: 100 });
    for (const { messageSequence, content } of page.messages) {
      expect(messageSequence).toBe(stored.length + 1);
      stored.push(content);
    }
  }
  expect(new Set(stored).size).toBe(total);
  expect(await alice.sees(channelId, total)).toEqual(stored);
  expect(await bob.sees(channelId, total)).toEqual(stored);
  for (const [sequence, content] of acked) expect(stored[sequence - 1]).toBe(content);
  await Promise.all([alice.client.close(), bob.client.close()]);
  return stored;
}
