/** Promise 5: whoever was away gets all that was missed, or is told to begin afresh. A hole is never hidden. */
import type { EventOf } from '@maru/client';
import type { ServerFrame } from '@maru/contracts';
import { waitUntil } from '@maru/testing';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Device, PATIENT } from './device.js';
import { unique, useHouse } from './house.js';

const house = useHouse();
let alice: Device;
let bob: Device;
let carol: Device;
beforeAll(async () => {
  [alice, bob, carol] = (await house.friends('alice', 'bob', 'carol')) as [Device, Device, Device];
});

const upTo = (end: number, from = 1) => Array.from({ length: end - from + 1 }, (_, i) => from + i);
const sequencesIn = (frames: readonly ServerFrame[], channelId: number) =>
  frames.flatMap((frame) => (frame.type === 'NOTIFY_MESSAGE' && frame.channelId.id === channelId ? [frame.messageSequence] : []));
const writeMany = (device: Device, channelId: number, count: number) =>
  Promise.all(upTo(count).map((i) => device.write(channelId, `message ${i}`)));

/** All that is told of messages from here on. */
function listen({ client }: Device, channelId: number): EventOf<'message'>['message'][] {
  const messages: EventOf<'message'>['message'][] = [];
  client.on('message', (event) => event.channelId === channelId && messages.push(event.message));
  return messages;
}

describe('sockets that are cut under load', () => {
  const PER_WRITER = 40;
  /** In a cluster each new socket has a longer way. */
  const RUNS = process.env['MARU_E2E_URL'] === undefined ? 6 : 2;
  /** After how many frames that are heard, since the cut before it, the next one comes; and whose. */
  const cuts = fc.array(fc.record({ after: fc.integer({ min: 1, max: 25 }), who: fc.constantFrom(0, 1, 2) }), {
    minLength: 2,
    maxLength: 8,
  });

  it('leave no hole and nothing twice, in one order for all', { timeout: 240_000 }, async () => {
    const trying = fc.asyncProperty(cuts, async (plan) => {
      const people = [alice, bob, carol];
      const channelId = await alice.openGroup(unique('cuts'), bob, carol);
      await Promise.all(people.map((device) => device.caughtUp()));
      const told = people.map((device) => listen(device, channelId));
      const from = carol.wire.sockets.length;
      for (let i = 1; i <= PER_WRITER; i++) for (const writer of [alice, bob]) writer.client.send(channelId, `${i} of ${writer.name}`);
      for (const { after, who } of plan) {
        const { wire } = people[who] as Device;
        const heard = wire.heard.length + after;
        const all = told[who] as unknown[];
        await expect.poll(() => wire.heard.length >= heard || all.length === 2 * PER_WRITER, { timeout: 20_000, interval: 1 }).toBe(true);
        wire.cut();
      }
      for (const messages of told) await expect.poll(() => messages.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(2 * PER_WRITER);
      const sequences = upTo(2 * PER_WRITER);
      for (const messages of told) expect(messages.map(({ messageSequence }) => messageSequence)).toEqual(sequences);
      const [contents] = told.map((messages) => messages.map(({ content }) => content));
      for (const messages of told) expect(messages.map(({ content }) => content)).toEqual(contents);
      for (const writer of [alice, bob])
        expect(contents?.filter((content) => content.endsWith(writer.name))).toEqual(upTo(PER_WRITER).map((i) => `${i} of ${writer.name}`));
      // She only listens: what each of her sockets hears after its replay goes up by one.
      for (const frames of carol.wire.sockets.slice(from)) {
        const live = sequencesIn(frames.slice(frames.findIndex(({ type }) => type === 'SYNCED')), channelId);
        expect(live).toEqual(live.map((_, i) => (live[0] ?? 0) + i));
      }
      expect(people.flatMap((device) => device.heard('RESET', { channelId: { id: channelId } }))).toEqual([]);
    });
    await fc.assert(trying, { numRuns: RUNS, endOnFailure: true });
  });
});

describe('RESUME', () => {
  const MESSAGES = 301;
  let channelId: number;
  beforeAll(async () => {
    // The last cut may have been a moment ago: who is not back yet would find what is written in his history, and hear nothing of it.
    await Promise.all([alice, bob, carol].map((device) => device.caughtUp()));
    channelId = await alice.openGroup(unique('resume'), bob);
    await writeMany(alice, channelId, MESSAGES);
    await bob.hears('NOTIFY_MESSAGE', { channelId: { id: channelId }, messageSequence: MESSAGES });
  });
  /** What is said between the request and its SYNCED. Answers to what the client itself asks meanwhile are none of it. */
  async function resume(device: Device, ...channels: [number, number][]): Promise<(number | string)[]> {
    await device.caughtUp();
    device.forget();
    await device.ask({ type: 'RESUME', channels });
    const frames = device.wire.heard.slice(
      0,
      device.wire.heard.findIndex(({ type }) => type === 'SYNCED'),
    );
    const said = frames.filter((frame) => !('requestId' in frame));
    return said.map((frame) => (frame.type === 'NOTIFY_MESSAGE' ? frame.messageSequence : frame.type));
  }

  it('replays what was missed, 300 messages at most', async () => {
    expect(await resume(bob, [channelId, 298])).toEqual([299, 300, 301]);
    expect(await resume(bob, [channelId, MESSAGES])).toEqual([]);
    expect(await resume(bob, [channelId, 1])).toEqual(upTo(MESSAGES, 2));
    expect(await resume(alice, [channelId, 300])).toEqual([301]);
  });

  it('says RESET where more is missing, where the sequence is ahead, and where the channel is not ours or not at all', async () => {
    expect(await resume(bob, [channelId, 0])).toEqual(['RESET']);
    expect(await resume(bob, [channelId, MESSAGES + 1])).toEqual(['RESET']);
    expect(await resume(carol, [channelId, MESSAGES])).toEqual(['RESET']);
    expect(await resume(carol, [2 ** 40, 0])).toEqual(['RESET']);
  });

  it('answers channel by channel', async () => {
    const other = await alice.openGroup(unique('other'), bob);
    await writeMany(alice, other, 2);
    await bob.hears('NOTIFY_MESSAGE', { channelId: { id: other }, messageSequence: 2 });
    const heard = await resume(bob, [channelId, 300], [2 ** 40, 1], [other, 0]);
    expect(heard).toHaveLength(4);
    expect(sequencesIn(bob.wire.heard, channelId)).toEqual([301]);
    expect(sequencesIn(bob.wire.heard, other)).toEqual([1, 2]);
    expect(bob.heard('RESET')).toEqual([{ type: 'RESET', channelId: { id: 2 ** 40 } }]);
  });

  it('takes a thousand pairs and refuses one more', async () => {
    const pairs = (count: number) => upTo(count).map((i) => [2 ** 40 + i, 0] as [number, number]);
    expect(await resume(bob, ...pairs(1_000))).toHaveLength(1_000);
    await expect(resume(bob, ...pairs(1_001))).rejects.toMatchObject({ code: 'INVALID_FIELD' });
  });

  it('keeps what comes meanwhile behind the replay', { timeout: 240_000 }, async () => {
    const others: [number, number][] = [];
    for (let i = 0; i < 6; i++) others.push([await alice.openGroup(unique('other'), bob), 0]);
    await Promise.all(others.map(([other]) => writeMany(alice, other, 200)));
    const busy = await alice.openGroup(unique('busy'), bob);
    let last = (await writeMany(alice, busy, 100)).length;
    for (let round = 0; round < 5; round++) {
      for (const [other] of others) await bob.hears('NOTIFY_MESSAGE', { channelId: { id: other }, messageSequence: 200 });
      await bob.hears('NOTIFY_MESSAGE', { channelId: { id: busy }, messageSequence: last });
      const cursor = last - 50;
      bob.forget();
      const resumed = bob.ask({ type: 'RESUME', channels: [...others, [busy, cursor]] });
      // It has arrived when the first of what was missed is heard.
      await waitUntil(() => bob.wire.heard.length > 0);
      last = Math.max(...(await writeMany(alice, busy, 20)));
      await resumed;
      await bob.hears('NOTIFY_MESSAGE', { channelId: { id: busy }, messageSequence: last });
      expect(sequencesIn(bob.wire.heard, busy)).toEqual(upTo(last, cursor + 1));
      for (const [other] of others) expect(sequencesIn(bob.wire.heard, other)).toEqual(upTo(200));
    }
  });
});

describe('a client that was away', () => {
  it('for 300 messages hears each of them', async () => {
    const channelId = await alice.openGroup(unique('away'), bob);
    await bob.caughtUp();
    const told = listen(bob, channelId);
    await bob.away(() => writeMany(alice, channelId, 300));
    expect(told.map(({ messageSequence }) => messageSequence)).toEqual(upTo(300));
    expect(bob.client.channels.get(channelId)).toMatchObject({ unreadCount: 300, lastMessageSequence: 300 });
  });

  it('for more begins afresh, and says so', async () => {
    const channelId = await alice.openGroup(unique('afresh'), bob);
    await alice.write(channelId, 'the first');
    await bob.client.timeline(channelId).loadLatest();
    const told = listen(bob, channelId);
    const resets: number[] = [];
    bob.client.on('reset', (event) => resets.push(event.channelId));
    await bob.away(() => writeMany(alice, channelId, 301));
    expect(resets).toEqual([channelId]);
    expect(told).toEqual([]);
    const timeline = bob.client.timeline(channelId);
    expect(timeline.entries.at(-1)).toMatchObject({ messageSequence: 302 });
    expect(timeline.hasOlder).toBe(true);
    expect(bob.client.channels.get(channelId)?.unreadCount).toBe(302);
    await alice.write(channelId, 'and on');
    await expect.poll(() => told.map(({ content }) => content), PATIENT).toEqual(['and on']);
  });

  it('while it was removed finds no such channel; while it was invited finds one more', async () => {
    const [lost, found] = [await alice.openGroup(unique('lost'), bob), unique('found')];
    await bob.caughtUp();
    let channelId = 0;
    await bob.away(async () => {
      await alice.ask({ type: 'REMOVE_MEMBER_REQUEST', channelId: lost, username: bob.name });
      await alice.write(lost, 'without bob');
      channelId = await alice.openGroup(found, bob);
      await alice.write(channelId, 'with bob');
    });
    expect(bob.client.channels.get(lost)).toBeUndefined();
    expect(bob.client.channels.get(channelId)).toMatchObject({ title: found, unreadCount: 1, lastMessage: { content: 'with bob' } });
    expect(bob.heard('NOTIFY_MESSAGE', { channelId: { id: lost } })).toEqual([]);
  });
});
