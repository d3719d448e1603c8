/** Promises 6 and 7: writing while one is made to leave. Acked or refused, never silence; and nothing is heard after the end is answered. */
import { beforeAll, describe, expect, it } from 'vitest';
import { MaruError } from '@maru/client';
import type { Device } from './device.js';
import { unique, useHouse } from './house.js';

const ROUNDS = 12;
const house = useHouse();
let alice: Device;
let bob: Device;
let phone: Device;
beforeAll(async () => {
  [alice, bob] = (await house.friends('alice', 'bob')) as [Device, Device];
  phone = await house.another(bob);
});

type Outcome = { acked: number } | { refused: string };
async function outcomeOf(writing: Promise<number>): Promise<Outcome> {
  try {
    return { acked: await writing };
  } catch (error) {
    if (error instanceof MaruError) return { refused: error.code };
    throw error;
  }
}

/** Bob writes on both devices, all of it under way at once, and his end comes at some moment among it. */
async function race(channelId: number, end: () => Promise<unknown>, refusal: string, moment: number): Promise<void> {
  const writes: Promise<Outcome>[] = [];
  let ended: Promise<unknown> | undefined;
  for (let i = 0; i < 24; i++) {
    if (i === moment) ended = end();
    const device = i % 2 === 0 ? bob : phone;
    writes.push(outcomeOf(device.write(channelId, `${i}`)), outcomeOf(alice.write(channelId, `alice ${i}`)));
    if (i % 6 === 0) await writes[0];
  }
  await (ended ?? end());
  // All that was asked was answered: a request that is not fails after its time.
  const outcomes = await Promise.all(writes);
  const acked = outcomes.flatMap((outcome) => ('acked' in outcome ? [outcome.acked] : []));
  expect(acked.toSorted((a, b) => a - b)).toEqual(acked.map((_, i) => i + 1));
  expect([...new Set(outcomes.flatMap((outcome) => ('refused' in outcome ? [outcome.refused] : [])))]).toEqual(
    outcomes.length === acked.length ? [] : [refusal],
  );
  await expect(bob.write(channelId, 'late')).rejects.toMatchObject({ code: refusal });
}

/** From the frame that ends it on, nothing of the channel is heard but the acks of what he had written before. */
function expectSilenceAfter(device: Device, channelId: number, type: 'NOTIFY_QUIT' | 'QUIT_RESPONSE'): void {
  const heard = device.heardOf(channelId);
  const end = heard.findIndex((frame) => frame.type === type && (!('username' in frame) || frame.username === bob.name));
  expect(end).toBeGreaterThanOrEqual(0);
  expect(heard.slice(end + 1).filter(({ type: later }) => later !== 'WRITE_MESSAGE_ACK')).toEqual([]);
}

describe.each([
  ['is removed', (channelId: number) => alice.ask({ type: 'REMOVE_MEMBER_REQUEST', channelId, username: bob.name }), 'NOTIFY_QUIT'],
  ['quits', (channelId: number) => bob.ask({ type: 'QUIT_REQUEST', channelId }), 'QUIT_RESPONSE'],
] as const)('a writer who %s', (_what, end, last) => {
  it('gets an ack or NOT_A_MEMBER for each message, and hears nothing after the end', { timeout: 60_000 }, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const channelId = await alice.openGroup(unique('race'), bob);
      for (const device of [bob, phone]) device.forget();
      await race(channelId, () => end(channelId), 'NOT_A_MEMBER', Math.floor((round / ROUNDS) * 24));
      await alice.write(channelId, 'is he gone?');
      const other = await alice.openDirect(bob);
      const messageSequence = await alice.write(other, 'hello');
      for (const device of [bob, phone]) {
        await device.hears('NOTIFY_MESSAGE', { channelId: { id: other }, messageSequence });
        await device.caughtUp();
      }
      expectSilenceAfter(bob, channelId, last);
      expectSilenceAfter(phone, channelId, 'NOTIFY_QUIT');
    }
  });
});

describe('a writer whose friend parts with him', () => {
  it('gets an ack or NOT_CONNECTED for each message, and what was acked is there', { timeout: 60_000 }, async () => {
    for (let round = 0; round < 4; round++) {
      const other = await house.arrive('other');
      await other.befriend(bob);
      const channelId = await bob.openDirect(other);
      const writes: Promise<Outcome>[] = [];
      for (let i = 0; i < 10; i++) writes.push(outcomeOf(bob.write(channelId, `${i}`)), outcomeOf(phone.write(channelId, `phone ${i}`)));
      await writes[round];
      const parting = other.ask({ type: 'DISCONNECT_REQUEST', username: bob.name });
      for (let i = 0; i < 10; i++) writes.push(outcomeOf(bob.write(channelId, `later ${i}`)));
      await parting;
      const outcomes = await Promise.all(writes);
      const acked = outcomes.filter((outcome) => 'acked' in outcome);
      expect(outcomes.filter((outcome) => 'refused' in outcome && outcome.refused !== 'NOT_CONNECTED')).toEqual([]);
      await expect(bob.write(channelId, 'late')).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
      expect(await other.history(channelId)).toHaveLength(acked.length);
    }
  });
});

describe('a channel that all leave at once', () => {
  it('has an owner as long as it has a member, and is closed then', { timeout: 60_000 }, async () => {
    const people = await house.friends('dan', 'eve', 'fay');
    const [dan] = people as [Device];
    for (let round = 0; round < ROUNDS; round++) {
      const channelId = await dan.openGroup(unique('leaving'), ...people.slice(1));
      const { inviteCode } = await dan.ask({ type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId });
      const stays = people[round % 3] as Device;
      await Promise.all(people.filter((person) => person !== stays).map((person) => person.ask({ type: 'QUIT_REQUEST', channelId })));
      const { members } = await stays.ask({ type: 'FETCH_MEMBERS_REQUEST', channelId });
      expect(members).toMatchObject([{ username: stays.name, role: 'OWNER' }]);
      expect((await stays.channel(channelId))?.headCount).toBe(1);
      const entering = alice.ask({ type: 'JOIN_REQUEST', inviteCode }).then(() => alice.ask({ type: 'QUIT_REQUEST', channelId }));
      await Promise.all([stays.ask({ type: 'QUIT_REQUEST', channelId }), Promise.allSettled([entering])]);
      await expect(alice.ask({ type: 'JOIN_REQUEST', inviteCode })).rejects.toMatchObject({ code: 'UNKNOWN_INVITE_CODE' });
    }
  });
});

describe('somebody who joins while others write', () => {
  it('hears every message behind the last that was there, once', { timeout: 60_000 }, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { channelId } = await alice.ask({
        type: 'CREATE_REQUEST',
        title: unique('joining'),
        participantUsernames: [bob.name],
        public: true,
      });
      const { id } = channelId;
      await bob.ask({ type: 'QUIT_REQUEST', channelId: id });
      bob.forget();
      const writes = Array.from({ length: 20 }, (_, i) => alice.write(id, `${i}`));
      await writes[round];
      await bob.ask({ type: 'JOIN_REQUEST', channelId: id });
      const start = (await bob.channel(id))?.lastReadMessageSequence ?? -1;
      const last = await alice.write(id, 'the last');
      await bob.hears('NOTIFY_MESSAGE', { channelId, messageSequence: last });
      const heard = bob.heard('NOTIFY_MESSAGE', { channelId }).map(({ messageSequence }) => messageSequence);
      const [first = 0] = heard;
      expect(heard).toEqual(Array.from({ length: last - first + 1 }, (_, i) => first + i));
      expect(first).toBeLessThanOrEqual(start + 1);
      await Promise.all(writes);
    }
  });
});
