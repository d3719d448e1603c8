import fc from 'fast-check';
import { type EmbeddedMaru, startEmbedded } from '@maru/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Home } from '../cli.fixture.js';
import { seedPlan } from './seed-plan.js';

let maru: EmbeddedMaru;
let home: Home;
beforeAll(async () => {
  maru = await startEmbedded();
  home = await Home.make();
}, 60_000);
afterAll(async () => {
  await home.close();
  await maru.close();
});

it('plans what a Maru would take: friends only, each pair once, members of whom everybody is a friend of the creator', () => {
  const sizes = fc.record({
    users: fc.integer({ min: 0, max: 30 }),
    friends: fc.integer({ min: 0, max: 8 }),
    channels: fc.integer({ min: 0, max: 6 }),
    messages: fc.integer({ min: 0, max: 60 }),
    prefix: fc.constant('p'),
  });
  fc.assert(
    fc.property(sizes, (wanted) => {
      const { names, friendships, channels } = seedPlan(wanted);
      expect(names).toHaveLength(wanted.users);
      const pairs = friendships.map((pair) => pair.toSorted().join());
      expect(new Set(pairs).size).toBe(pairs.length);
      for (const { creator, others, lines } of channels) {
        expect(new Set([creator, ...others]).size).toBe(others.length + 1);
        for (const other of others) expect(pairs).toContain([creator, other].toSorted().join());
        for (const { by } of lines) expect([creator, ...others]).toContain(by);
      }
      expect(channels.flatMap(({ lines }) => lines)).toHaveLength(channels.length === 0 ? 0 : wanted.messages);
    }),
  );
});

it('fills a Maru within its limits, and adds nothing the second time', async () => {
  const fill = () => home.run(['seed', '--server', maru.url, '--users', '5', '--friends', '2', '--channels', '2', '--messages', '20']);
  const filled = await fill();
  expect(filled).toMatchObject({
    code: 0,
    errors: '',
    out: ['5 users', '10 friendships', '2 channels, 20 messages', expect.stringContaining('seed1 to seed5')],
  });
  expect(await fill()).toMatchObject({ code: 0 });
  await home.run(['login', 'seed1', '--server', maru.url], 'open hall 마루\n');
  const { out } = await home.run(['chat', '--user', 'seed1'], '/channels\n/friends\n');
  const rows = out.map((line) => line.split('\t'));
  expect(rows.filter(([kind, , status]) => kind === 'friend' && status === 'ACCEPTED')).toHaveLength(4);
  const channels = rows.filter(([kind]) => kind === 'channel').map((row) => `${row[5]}: ${row[4]}`);
  expect(channels.toSorted()).toEqual(['seed 1: 5', 'seed 2: 5']);
}, 60_000);

it('is not for a Maru that others can reach, nor for no number', async () => {
  expect(await home.run(['seed', '--server', 'https://maru.example'])).toMatchObject({
    code: 1,
    errors: expect.stringContaining('--anyway'),
  });
  expect(await home.run(['seed', '--users', 'many'])).toMatchObject({ code: 2 });
});
