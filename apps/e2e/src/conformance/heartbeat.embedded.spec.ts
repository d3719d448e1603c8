/** Silence: after one interval a socket is pinged, after two it is closed. And sessions end of age. */
import { setTimeout as wait } from 'node:timers/promises';
import { type EmbeddedMaru, startEmbedded } from '@maru/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person } from './person.fixture.js';

const INTERVAL = 2_000;
let maru: EmbeddedMaru;
let alice: Person;
beforeAll(async () => {
  maru = await startEmbedded({ env: { MARU_LIMITS: 'relaxed', MARU_HEARTBEAT_MS: String(INTERVAL) } });
  alice = await Person.register(maru);
});
afterAll(() => maru.close());

describe.concurrent.each(['maru.1', 'plain'] as const)('in %s', (dialect) => {
  it('who answers nothing is pinged, and closed with 4003', async () => {
    const line = await alice.open({ dialect, autoPong: false });
    const opened = performance.now();
    expect(await line.closed).toMatchObject({ code: 4003 });
    expect(line.pings).toBe(1);
    const intervals = (performance.now() - opened) / INTERVAL;
    expect(intervals).toBeGreaterThan(1.95);
    expect(intervals).toBeLessThan(3.5);
  });

  it('who answers pings stays, though he says nothing', async () => {
    const line = await alice.open({ dialect });
    await expect.poll(() => line.pings, { timeout: 15_000 }).toBe(3);
    expect(line.isClosed).toBe(false);
    await line.close();
  });

  it('who says something is not pinged', async () => {
    const line = await alice.open({ dialect, autoPong: false });
    for (let said = 0; said < 12; said++) {
      line.send(said % 2 === 0 ? { type: 'KEEP_ALIVE' } : 'not even JSON');
      await wait(INTERVAL / 4);
    }
    expect([line.pings, line.isClosed]).toEqual([0, false]);
    line.webSocket.terminate();
  });

  it('who pings is heard, too', async () => {
    const line = await alice.open({ dialect, autoPong: false });
    for (let said = 0; said < 12; said++) {
      line.webSocket.ping();
      await wait(INTERVAL / 4);
    }
    expect([line.pings, line.isClosed]).toEqual([0, false]);
    line.webSocket.terminate();
  });
});

it('HELLO says the interval', async () => {
  const line = await alice.open();
  expect(line.heard[0]).toMatchObject({ type: 'HELLO', heartbeatMs: INTERVAL });
  await line.close();
});

it('a session that nobody uses ends of age, and its sockets with it', { timeout: 60_000 }, async () => {
  const short = await startEmbedded({ env: { MARU_SESSION_SECONDS: '3' } });
  const bob = await Person.register(short);
  const line = await bob.open();
  expect(await line.closed).toMatchObject({ code: 4500 });
  expect((await bob.call('GET', '/me')).status).toBe(401);
  expect((await bob.call('GET', '/me', { cookie: undefined, bearer: bob.session.accessToken })).status).toBe(401);
  await short.close();
});
