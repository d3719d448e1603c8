/** Sockets in processes of their own: whoever of them ends, nothing is lost, and nobody stays behind. */
import { type EmbeddedMaru, startEmbedded } from '@maru/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PER_ROUND, talkThroughKills } from '../killed-under-load.js';
import { Device, PATIENT } from '../scenarios/device.js';
import { lives, socketsOf, workersOf } from './workers.js';

const KILLS = 6;

let maru: EmbeddedMaru;
beforeAll(async () => {
  maru = await startEmbedded({ workers: 2, env: { MARU_LIMITS: 'relaxed' } });
});
afterAll(() => maru.close());

/** Those that were killed are gone, and others have come for them. */
async function livingTwo(): Promise<{ pid: number }[]> {
  const living = () => workersOf(maru).filter(({ pid }) => lives(pid));
  await expect.poll(() => living().length, { timeout: 30_000 }).toBe(2);
  return living();
}

it('each takes its part of the sockets, and one page tells the numbers of all', async () => {
  const alice = await Device.register(maru.url, 'alice');
  const others = await Promise.all([1, 2, 3].map(() => alice.another()));
  await expect
    .poll(() => socketsOf(maru), PATIENT)
    .toEqual(
      new Map([
        ['', 0],
        ['gateway-1.1', 2],
        ['gateway-1.2', 2],
      ]),
    );
  const numbers = await (await fetch(`${maru.url}/metrics`)).text();
  expect(numbers.match(/^# TYPE maru_gateway_sockets/gm)).toHaveLength(1);
  expect(numbers).toMatch(/^process_resident_memory_bytes{gateway="gateway-1.1"} \d+$/m);
  await Promise.all([alice, ...others].map((device) => device.close()));
  await expect.poll(async () => [...(await socketsOf(maru)).values()], PATIENT).toEqual([0, 0, 0]);
});

it(`nothing is lost, doubled or reordered when one of them is killed ${KILLS} times under load`, { timeout: 240_000 }, async () => {
  const stored = await talkThroughKills({
    url: maru.url,
    names: ['anna', 'bert'],
    kills: KILLS,
    kill: async (round) => {
      const living = await livingTwo();
      const victim = living[round % living.length];
      if (victim === undefined) throw new Error('nobody is there to be killed');
      process.kill(victim.pid, 'SIGKILL');
      await expect.poll(() => lives(victim.pid), PATIENT).toBe(false);
    },
  });
  expect(stored).toHaveLength(KILLS * PER_ROUND);
});

describe('with one that is killed', () => {
  it('go those who were there through it alone', async () => {
    const [carol, dave] = [await Device.register(maru.url, 'carol'), await Device.register(maru.url, 'dave')];
    await carol.befriend(dave);
    await carol.ask({ type: 'FETCH_PRESENCE_REQUEST', usernames: ['dave'] });
    dave.wire.leave();
    const victims = await livingTwo();
    for (const { pid } of victims) process.kill(pid, 'SIGKILL');
    await expect.poll(() => victims.filter(({ pid }) => lives(pid)), PATIENT).toEqual([]);
    await livingTwo();
    await carol.client.whenLive();
    const presence = async () => (await carol.ask({ type: 'FETCH_PRESENCE_REQUEST', usernames: ['dave'] })).presences;
    await expect.poll(presence, { timeout: 20_000 }).toMatchObject([{ username: 'dave', online: false }]);
    await Promise.all([carol.close(), dave.close()]);
  });
});

describe('none outlives the first process', () => {
  it('when it is killed', async () => {
    const workers = await livingTwo();
    // They share its output: it is closed when the last of them has ended.
    await maru.kill('SIGKILL');
    await expect.poll(() => workers.filter(({ pid }) => lives(pid)), PATIENT).toEqual([]);
  });

  it('when it is asked to stop: all drain, and those who are there are told', async () => {
    await maru.start();
    const erin = await Device.register(maru.url, 'erin');
    const workers = await livingTwo();
    expect(await maru.stop()).toEqual({ code: 0, signal: null });
    expect(workers.filter(({ pid }) => lives(pid))).toEqual([]);
    expect(erin.heard('GOING_AWAY')).toHaveLength(1);
    await erin.close();
  });
});
