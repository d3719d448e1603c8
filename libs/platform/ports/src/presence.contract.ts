import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Presence, type PresenceChange } from './presence.js';
import type { Make, UnderTest } from './under-test.js';

const GRACE = Presence.GRACE_MS;
const ALICE = 1;
const BOB = 2;

export function presenceContract(name: string, make: Make<UnderTest<Presence>>): void {
  describe(`${name} keeps the contract of Presence`, { timeout: 30_000 }, () => {
    let presence: UnderTest<Presence>;
    beforeEach(async () => {
      presence = await make();
    });
    afterEach(() => presence.close());

    const stateOf = async (userId: number) => (await presence.subject.find([userId])).get(userId);
    function watching(...userIds: number[]) {
      const changes: PresenceChange[] = [];
      const watch = presence.subject.watch('watcher', (change) => void changes.push(change));
      for (const userId of userIds) watch.add(userId);
      return { changes, watch };
    }

    test('nobody has been seen in the beginning', async () => {
      expect(await presence.subject.find([ALICE, BOB])).toEqual(
        new Map([ALICE, BOB].map((userId) => [userId, { online: false, connected: false }])),
      );
    });

    test('online at once, and those who watch are told', async () => {
      const { changes } = watching(ALICE);
      await presence.subject.arrive('g1', ALICE);
      expect(await stateOf(ALICE)).toMatchObject({ online: true, connected: true });
      await vi.waitFor(() => expect(changes).toEqual([{ userId: ALICE, online: true }]), 10_000);
    });

    test('offline after the grace, with the time at which the socket closed', async () => {
      const { changes } = watching(ALICE);
      await presence.subject.arrive('g1', ALICE);
      await presence.subject.depart('g1', ALICE);
      await presence.pass(GRACE - 500);
      const during = await stateOf(ALICE);
      expect(during).toMatchObject({ online: true, connected: false });
      expect(changes).toEqual([{ userId: ALICE, online: true }]);
      await presence.pass(1_000);
      await vi.waitFor(() => expect(changes.at(-1)).toMatchObject({ userId: ALICE, online: false }), 10_000);
      expect(changes).toHaveLength(2);
      const after = await stateOf(ALICE);
      expect(after).toEqual({ online: false, connected: false, lastSeenAt: during?.lastSeenAt });
      expect(changes.at(-1)?.lastSeenAt).toBe(after?.lastSeenAt);
    });

    test('whoever comes back within the grace was never away', async () => {
      const { changes } = watching(ALICE);
      await presence.subject.arrive('g1', ALICE);
      await presence.subject.depart('g1', ALICE);
      await presence.pass(GRACE - 1_000);
      await presence.subject.arrive('g2', ALICE);
      await presence.pass(GRACE + 500);
      expect(await stateOf(ALICE)).toMatchObject({ online: true, connected: true });
      expect(changes).toEqual([{ userId: ALICE, online: true }]);
    });

    test('the grace begins when the last gateway has lost him', async () => {
      await presence.subject.arrive('g1', ALICE);
      await presence.subject.arrive('g2', ALICE);
      await presence.subject.depart('g1', ALICE);
      await presence.pass(GRACE + 500);
      expect(await stateOf(ALICE)).toMatchObject({ online: true, connected: true });
      await presence.subject.depart('g2', ALICE);
      await presence.pass(GRACE + 500);
      expect(await stateOf(ALICE)).toMatchObject({ online: false, connected: false });
    });

    test('a departure of one who is not there changes nothing', async () => {
      await presence.subject.arrive('g1', ALICE);
      await presence.subject.depart('g2', ALICE);
      await presence.subject.depart('g2', BOB);
      await presence.pass(GRACE + 500);
      expect(await stateOf(ALICE)).toMatchObject({ online: true, connected: true });
      expect(await stateOf(BOB)).toEqual({ online: false, connected: false });
    });

    test('only those who are watched are told, once each, until they are not any more', async () => {
      const { changes, watch } = watching(ALICE, ALICE, BOB);
      watch.remove(BOB);
      await presence.subject.arrive('g1', BOB);
      await presence.subject.arrive('g1', ALICE);
      await vi.waitFor(() => expect(changes).toEqual([{ userId: ALICE, online: true }]), 10_000);
      watch.stop();
      watch.add(BOB);
      watch.remove(BOB);
      await presence.subject.depart('g1', ALICE);
      await presence.pass(GRACE + 500);
      expect(changes).toHaveLength(1);
    });

    test('each gateway has a watch of its own', async () => {
      const first = watching(ALICE);
      const second = watching(ALICE);
      first.watch.stop();
      await presence.subject.arrive('g1', ALICE);
      await vi.waitFor(() => expect(second.changes).toHaveLength(1), 10_000);
      expect(first.changes).toEqual([]);
    });
  });
}
