import { waitUntil } from '@maru/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alice, bob, PushHouse } from '../push.fixture.js';

describe('a call that fails', () => {
  let house: PushHouse;
  beforeEach(async () => {
    house = await PushHouse.start({ MARU_PUSH_ATTEMPTS: '4', MARU_PUSH_WEBHOOK_TIMEOUT_MS: '2000' });
    house.notified = [alice, bob];
    await house.write(1);
  });
  afterEach(() => house.close());

  it('is made again after pauses that double, under the same key, until it is given up', async () => {
    house.webhook.refuse();
    const calls: number[] = [];
    for (let quarter = 0; quarter < 120; quarter++) {
      await house.pass(250);
      if (house.webhook.heard.length > calls.length) calls.push(house.clock.now());
    }
    expect(calls.map((at) => at - calls[0]!)).toEqual([0, 2_000, 6_000, 14_000]);
    expect(new Set(house.webhook.heard.map(({ key }) => key)).size).toBe(1);
    expect(await house.states()).toEqual(['bob 4/1 FAILED']);
    house.webhook.accept();
    await house.write(2);
    await house.pass(1_000);
    expect(house.webhook.told.at(-1)).toBe('bob 4/2 1');
    expect((await house.rows()).at(-1)).toMatchObject({ status: 'SENT', attempts: 0 });
  });

  it('is done when it is heard at last', async () => {
    house.webhook.refuse();
    await house.pass(1_000);
    house.webhook.accept();
    await house.pass(2_000);
    await house.pass(60_000);
    expect(house.webhook.heard).toHaveLength(2);
    expect((await house.rows())[0]).toMatchObject({ status: 'SENT', attempts: 1 });
  });

  it('is one that takes too long, and one that is sent elsewhere', async () => {
    house.webhook.answer = () => undefined;
    await house.pass(1_000);
    house.webhook.answer = (response) => void response.writeHead(307, { Location: house.webhook.url }).end();
    await house.pass(2_000);
    expect(house.webhook.heard).toHaveLength(2);
    expect((await house.rows())[0]).toMatchObject({ status: 'WAITING', attempts: 2 });
  });

  it('gives its turn to a newer one, which stands for both', async () => {
    const held = Promise.withResolvers<void>();
    house.webhook.answer = (response) => void held.promise.then(() => response.writeHead(500).end());
    await house.clock.advance(1_000);
    await waitUntil(() => house.webhook.heard.length === 1);
    await house.write(2);
    held.resolve();
    await waitUntil(async () => (await house.statusOf(bob, 1)) === 'COLLAPSED');
    house.webhook.accept();
    await house.pass(1_750);
    expect(house.webhook.heard).toHaveLength(1);
    await house.pass(250);
    expect(house.webhook.told).toEqual(['bob 4/1 1', 'bob 4/2 2']);
  });
});
