import { expect, it } from 'vitest';
import { consul, core, kafka, messages, redis } from '../components.fixture.js';
import { migrateShards } from '../message-store/migrate-shards.js';
import { lookAtCluster } from './look-at-cluster.js';

it('sees each component of a cluster that runs', async () => {
  await migrateShards(messages);
  const look = await lookAtCluster({ kafka, redis, consul, core, messages });
  expect(look.kafka).toMatchObject({ brokers: 1, leaderless: 0, behind: 0 });
  expect(look.pairs.map(({ name }) => name)).toEqual(['core', ...messages.shards.map((_, index) => `shard ${index}`)]);
  for (const { primary, replicas } of look.pairs) {
    expect(primary).toMatchObject({ isReadOnly: false, acknowledging: 1, version: expect.any(String) });
    expect(replicas).toMatchObject([{ isReadOnly: true, isRunning: true, caughtUpAfterMs: expect.any(Number) }]);
    for (const server of [primary, ...replicas]) expect('fault' in server ? server.fault : Math.abs(server.skewMs)).toBeLessThan(1_000);
  }
  expect(look.proxies).toMatchObject(messages.proxies.map((address) => ({ address, primaries: messages.shards })));
  expect(look.redis).toMatchObject({ isWhole: true });
  expect(
    'fault' in look.redis ? [] : look.redis.nodes.flatMap(({ flags, isMaster }) => [...flags, ...(isMaster ? ['master'] : [])]),
  ).toEqual(Array.from({ length: 3 }, () => 'master'));
  expect(look.consul).toMatchObject({ hasLeader: true });
});

it('tells what is away, and why, and does not wait for it', async () => {
  const nowhere = '127.0.0.1:1';
  const account = { user: core.user, password: core.password };
  const look = await lookAtCluster({
    kafka: [nowhere],
    redis: [nowhere],
    consul: nowhere,
    core: { ...account, primary: nowhere, replicas: [nowhere] },
    messages: { ...account, proxies: [nowhere], shards: [nowhere] },
  });
  const away = { fault: expect.stringMatching(/./) };
  expect(look).toMatchObject({ kafka: away, redis: away, consul: away, proxies: [away] });
  expect(look.pairs).toMatchObject([
    { primary: away, replicas: [away] },
    { primary: away, replicas: [] },
  ]);
}, 30_000);
