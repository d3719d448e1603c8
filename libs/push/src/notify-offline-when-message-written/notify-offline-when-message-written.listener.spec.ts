import { setImmediate as turn } from 'node:timers/promises';
import { messageEvents } from '@maru/contracts';
import { recordOf } from '@maru/ports';
import { waitUntil } from '@maru/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alice, bob, carol, PushHouse } from '../push.fixture.js';
import { PushLogEntity } from '../push-log.entity.js';
import { NotifyOfflineWhenMessageWritten } from './notify-offline-when-message-written.listener.js';

const DAY_MS = 86_400_000;

describe('a message', () => {
  let house: PushHouse;
  beforeEach(async () => {
    house = await PushHouse.start();
  });
  afterEach(() => house.close());

  it('is one record for each member who is away, but for its sender', async () => {
    await house.connect(carol);
    await house.service.publish(recordOf(messageEvents, house.written(1)));
    await waitUntil(async () => (await house.rows()).length > 0);
    expect(await house.states()).toEqual(['bob 4/1 WAITING']);
    expect(await house.rows()).toMatchObject([{ sender: alice.username, body: 'hello 🙂', messageCount: 1 }]);
  });

  it('that comes with others of its channel costs no lookup of its own', async () => {
    const events = [1, 2, 3, 4, 5].map((sequence) => recordOf(messageEvents, house.written(sequence)));
    await house.service.publish(...events, recordOf(messageEvents, house.written(1, { channelId: 4 + messageEvents.partitions })));
    await waitUntil(async () => (await house.rows()).some(({ channelId }) => channelId !== 4));
    expect(house.lookups).toBe(2);
  });

  it('that comes with others of its channel is one record with them, however they come again', async () => {
    house.notified = [alice, bob];
    const events = [1, 2, 3].map((sequence) => house.written(sequence));
    const listener = house.service.get(NotifyOfflineWhenMessageWritten);
    await listener.handle(events);
    await listener.handle([...events.slice(1), ...events]);
    expect(await house.rows()).toMatchObject([{ messageSequence: 3, messageCount: 3, status: 'WAITING' }]);
    await listener.handle([...events, house.written(5), house.written(4), house.written(4)]);
    expect(await house.states()).toEqual(['bob 4/3 COLLAPSED', 'bob 4/5 WAITING']);
    expect((await house.rows())[1]).toMatchObject({ messageCount: 5 });
  });

  it('is on record for all of a large channel, while others have their turns', async () => {
    const many = Array.from({ length: 450 }, (_, index) => ({ userId: 1_000 + index, username: `member${index}` }));
    house.notified = many;
    const seen = new Set<number>();
    const done = new AbortController();
    const look = async () => {
      while (!done.signal.aborted) {
        await turn();
        seen.add(await house.database.count(PushLogEntity));
      }
    };
    const looking = look();
    await house.write(1);
    done.abort();
    await looking;
    expect([...seen].filter((count) => count > 0 && count < many.length)).not.toEqual([]);
  });

  it('is for those whose last socket has closed, in the grace too', async () => {
    const { presence } = house.service.platform;
    await house.connect(bob);
    await presence.depart('gateway', bob.userId);
    expect((await presence.find([bob.userId])).get(bob.userId)).toMatchObject({ online: true, connected: false });
    await house.write(1);
    expect(await house.statusOf(bob, 1)).toBe('WAITING');
  });

  it('is not for those who have silenced the channel, nor for a channel that is closed', async () => {
    house.notified = [alice, bob];
    await house.write(1);
    house.notified = [];
    await house.write(2);
    expect(await house.states()).toEqual(['bob 4/1 WAITING']);
  });

  it('is only for whom it names, where somebody wants to hear of nothing else', async () => {
    house.onlyMentions.add(bob.userId);
    await house.write(1);
    await house.write(2, { content: '@bobby and bob' });
    await house.write(3, { content: '점심 어때요 @Bob?' });
    expect((await house.states()).filter((state) => state.startsWith('bob'))).toEqual(['bob 4/3 WAITING']);
    await house.pass(1_000);
    expect(house.webhook.told.toSorted()).toEqual(['bob 4/3 1', 'carol 4/3 3']);
  });

  it('is cut to what fits on a lock screen', async () => {
    await house.write(1, { content: '🙂'.repeat(300) });
    expect((await house.rows())[0]?.body).toBe('🙂'.repeat(200));
  });

  it('that is told again after a crash is completed, and nobody has it twice', async () => {
    house.notified = [alice, bob];
    await house.write(1);
    house.notified = [alice, bob, carol];
    await house.write(1);
    await house.write(1);
    expect(await house.states()).toEqual(['bob 4/1 WAITING', 'carol 4/1 WAITING']);
  });

  it('that comes late stands behind the newer one', async () => {
    house.notified = [alice, bob];
    await house.write(2);
    await house.write(1);
    expect(await house.states()).toEqual(['bob 4/1 COLLAPSED', 'bob 4/2 WAITING']);
  });

  it('is passed over when it is older than all records', async () => {
    house.notified = [alice, bob];
    await house.write(1, { createdAt: house.clock.now() - 30 * DAY_MS - 1 });
    await house.write(2, { createdAt: house.clock.now() - 30 * DAY_MS });
    expect(await house.states()).toEqual(['bob 4/2 WAITING']);
  });

  it('takes the place of the one that waits, and its turn', async () => {
    house.notified = [alice, bob];
    await house.write(1);
    const dueAt = (await house.rows())[0]?.dueAt;
    await house.set({ attempts: 3 });
    await house.clock.advance(10);
    await house.write(2);
    await house.write(3, { channelId: 5 });
    expect(await house.states()).toEqual(['bob 4/1 COLLAPSED', 'bob 4/2 WAITING', 'bob 5/3 WAITING']);
    expect((await house.rows())[1]).toMatchObject({ dueAt, attempts: 3, messageCount: 2 });
  });

  it('leaves one waiting record a person and channel, which stands for all, in whatever order and how often they come', async () => {
    let channelId = 100;
    const sequences = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 15 });
    await fc.assert(
      fc.asyncProperty(sequences, async (order) => {
        channelId += 1;
        for (const sequence of order) await house.write(sequence, { channelId });
        const rows = (await house.rows()).filter((row) => row.channelId === channelId && row.userId === bob.userId);
        expect(rows.map((row) => row.messageSequence)).toEqual([...new Set(order)].toSorted((a, b) => a - b));
        expect(rows.filter((row) => row.status === 'WAITING').map((row) => row.messageSequence)).toEqual([Math.max(...order)]);
        expect(rows.at(-1)?.messageCount).toBeGreaterThan(0);
      }),
      { numRuns: 15 },
    );
  });
});
