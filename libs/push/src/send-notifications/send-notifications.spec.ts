import { userEvents } from '@maru/contracts';
import { recordOf } from '@maru/ports';
import { waitUntil } from '@maru/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alice, bob, carol, PushHouse } from '../push.fixture.js';
import { SendNotifications } from './send-notifications.js';
import { WaitingNotifications } from './waiting-notifications.js';

describe('what waits', () => {
  let house: PushHouse;
  beforeEach(async () => {
    house = await PushHouse.start();
  });
  afterEach(() => house.close());

  it('is one call for each person and channel, for the newest of its messages', async () => {
    for (const sequence of [1, 2, 3]) await house.write(sequence);
    await house.write(1, { channelId: 5, sender: bob });
    await house.pass(1_000);
    expect(house.webhook.told.toSorted()).toEqual(['alice 5/1 1', 'bob 4/3 3', 'carol 4/3 3', 'carol 5/1 1']);
    await house.pass(120_000);
    expect(house.webhook.heard).toHaveLength(4);
    expect((await house.states()).slice(0, 3)).toEqual(['bob 4/1 COLLAPSED', 'bob 4/2 COLLAPSED', 'bob 4/3 SENT']);
  });

  it('says what a device shows: the channel, or who wrote where it has no title', async () => {
    house.notified = [alice, bob];
    await house.service.publish(recordOf(userEvents, { type: 'UserRegistered', v: 1, eventId: 'e', at: 1, ...bob }));
    await waitUntil(() => house.database.existsBy('DeviceEntity', { userId: bob.userId }));
    await house.write(1);
    await house.pass(1_000);
    house.title = '';
    await house.write(2);
    await house.pass(1_000);
    const [first, second] = house.webhook.heard;
    expect(first?.notification).toMatchObject({ title: 'the hall', body: 'alice: hello 🙂', collapseKey: 'channel-4', devices: ['mock'] });
    expect(first?.key).toBe(first?.notification.notificationId);
    expect(second?.notification).toMatchObject({ title: 'alice', collapseKey: 'channel-4' });
    expect(second?.key).not.toBe(first?.key);
  });

  it('waits a moment for others of its channel, but not for ever', async () => {
    house.notified = [alice, bob];
    await house.write(1);
    await house.pass(750);
    await house.write(2);
    expect(house.webhook.heard).toEqual([]);
    await house.pass(250);
    expect(house.webhook.told).toEqual(['bob 4/2 2']);
  });

  it('is not sent to who has read it elsewhere, and counts only what is unread', async () => {
    await house.write(1);
    await house.write(2);
    house.pointers.set(bob.userId, 2).set(carol.userId, 1);
    await house.pass(1_000);
    expect(house.webhook.told).toEqual(['carol 4/2 1']);
    expect(await house.statusOf(bob, 2)).toBe('SUPPRESSED');
  });

  it('is not sent to who has silenced the channel or left it meanwhile', async () => {
    await house.write(1);
    house.notified = [alice, carol];
    await house.pass(1_000);
    expect(house.webhook.told).toEqual(['carol 4/1 1']);
    expect(await house.statusOf(bob, 1)).toBe('SUPPRESSED');
  });

  it('is not sent in the quiet hours of the one it is for, by the clock of his place', async () => {
    house.notified = [alice, bob, carol];
    const clockIn = (timeZone: string, ms: number) =>
      new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(house.clock.now() + ms);
    const quiet = (timeZone: string) => ({ from: clockIn(timeZone, 0), to: clockIn(timeZone, 3_600_000), timeZone });
    house.quietHours.set(bob.userId, quiet('Asia/Seoul'));
    house.quietHours.set(carol.userId, { ...quiet('Asia/Seoul'), timeZone: 'America/New_York' });
    await house.write(1);
    await house.pass(1_000);
    expect(house.webhook.told).toEqual(['carol 4/1 1']);
    expect(await house.statusOf(bob, 1)).toBe('SUPPRESSED');
    await house.clock.advance(3_600_000);
    await house.write(2);
    await house.pass(1_000);
    expect(house.webhook.told.slice(1).toSorted()).toEqual(['bob 4/2 1', 'carol 4/2 1']);
  });

  it('waits on while nobody can be asked who wants it, however long, and is no failure', async () => {
    house.notified = [alice, bob];
    await house.write(1);
    house.isAlone = true;
    for (let minute = 0; minute < 10; minute++) await house.pass(60_000);
    expect(house.webhook.heard).toEqual([]);
    house.isAlone = false;
    await house.pass(2_000);
    expect(house.webhook.told).toEqual(['bob 4/1 1']);
    expect((await house.rows())[0]).toMatchObject({ status: 'SENT', attempts: 0 });
  });

  it('goes to one of many takers', async () => {
    await house.write(1);
    // Beside the service's own round, begun by the clock.
    await house.clock.advance(1_000);
    const send = house.service.get(SendNotifications);
    await Promise.all([1, 2, 3].map(() => send.sendDue(new AbortController().signal)));
    await house.pass(0);
    expect(house.webhook.told.toSorted()).toEqual(['bob 4/1 1', 'carol 4/1 1']);
  });

  it('is not begun by one who stops', async () => {
    await house.write(1);
    await house.set({ dueAt: house.clock.now() });
    await house.service.get(SendNotifications).sendDue(AbortSignal.abort());
    expect(house.webhook.heard).toEqual([]);
    expect(await house.states()).toEqual(['bob 4/1 WAITING', 'carol 4/1 WAITING']);
  });

  it('is counted by what became of it', async () => {
    await house.write(1);
    house.pointers.set(bob.userId, 1);
    await house.pass(1_000);
    const text = await (await fetch(`${house.service.url}/metrics`)).text();
    expect(text).toContain('maru_push_notifications_total{outcome="sent"} 1');
    expect(text).toContain('maru_push_notifications_total{outcome="suppressed"} 1');
  });

  describe('after a crash', () => {
    beforeEach(async () => {
      house.notified = [alice, bob];
      await house.write(1);
      await house.set({ dueAt: house.clock.now() });
    });

    it('is taken again where the call had not begun', async () => {
      expect(await house.service.get(WaitingNotifications).take()).toHaveLength(1);
      await house.clock.advance(59_000);
      expect(house.webhook.heard).toEqual([]);
      await house.pass(1_250);
      expect(house.webhook.told).toEqual(['bob 4/1 1']);
    });

    it('is never called again where the call had begun', async () => {
      const waiting = house.service.get(WaitingNotifications);
      for (const row of await waiting.take()) expect(await waiting.begin(row)).toBe(true);
      await house.clock.advance(60_000);
      expect(await house.states()).toEqual(['bob 4/1 SENDING']);
      await house.clock.advance(60_000);
      await waitUntil(async () => (await house.statusOf(bob, 1)) === 'UNKNOWN');
      await house.pass(600_000);
      expect(house.webhook.heard).toEqual([]);
      await house.write(2);
      await house.pass(1_000);
      expect(house.webhook.told).toEqual(['bob 4/2 1']);
    });

    it('is left alone by one who comes back too late to it', async () => {
      const waiting = house.service.get(WaitingNotifications);
      const [row] = await waiting.take();
      await house.set({ leasedUntil: row!.leasedUntil + 60_000 });
      expect(await waiting.begin(row!)).toBe(false);
      await waiting.suppress(row!);
      await waiting.putBack(row!);
      expect(await house.rows()).toMatchObject([{ status: 'WAITING', leasedUntil: row!.leasedUntil + 60_000 }]);
    });

    it('is left alone by one who finds a newer one in its place', async () => {
      const waiting = house.service.get(WaitingNotifications);
      const [row] = await waiting.take();
      await house.write(2);
      expect(await waiting.begin(row!)).toBe(false);
      await house.pass(250);
      expect(house.webhook.told).toEqual(['bob 4/2 2']);
    });
  });
});
