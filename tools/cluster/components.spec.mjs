import { expect, it } from 'vitest';
import { portsOf, settingsOf } from './addresses.mjs';
import { byName, choose, componentsOf, ofGroups } from './components.mjs';
import { placeOf } from './place.mjs';

const place = placeOf('/checkout', { basePort: 30_000, port: 8081 }, { CLUSTER_STATE: '/none', XDG_CACHE_HOME: '/cache' });
const all = componentsOf(place);
/** @param {import('./component.mjs').Component[]} components */
const names = (components) => components.map(({ name }) => name);

it('has no two of one name or port', () => {
  const ports = all.flatMap(({ port }) => port ?? []);
  expect(new Set(names(all)).size).toBe(all.length);
  expect(new Set(ports).size).toBe(ports.length);
});

it('keeps to its thousand ports, but for the front', () => {
  const ports = all.flatMap(({ name, port }) => (name === 'nginx' ? [] : (port ?? [])));
  expect(ports.every((port) => port >= 30_000 && port < 31_000)).toBe(true);
  expect(all.find(({ name }) => name === 'nginx')?.port).toBe(8081);
});

it('waits only for what there is', () => {
  for (const { after } of all) expect(names(all)).toEqual(expect.arrayContaining(after));
});

it('starts two of each service that scales', () => {
  const services = names(ofGroups(all, ['services']));
  for (const app of ['auth', 'connection', 'channel', 'message', 'gateway']) {
    expect(services).toEqual(expect.arrayContaining([`${app}-1`, `${app}-2`]));
  }
});

it('chooses all, or some groups with all that they need', () => {
  expect(choose(all, [])).toEqual(all);
  expect(names(choose(all, ['kafka']))).toEqual(['kafka']);
  expect(names(choose(all, ['nginx']))).toEqual(['consul', 'consul-template', 'nginx']);
  const proxies = names(choose(all, ['proxy']));
  expect(proxies).toEqual(expect.arrayContaining(['shard0-primary', 'shard1-replica', 'shard1-replication', 'proxy-2']));
  expect(proxies).not.toContain('kafka');
});

it('says which groups there are, and which components', () => {
  expect(() => choose(all, ['kafak'])).toThrow(/no group kafak\. There are: kafka, redis, mysql, proxy, consul, services, nginx$/);
  expect(() => byName(all, 'gateway-9')).toThrow(/no component gateway-9\. There are: kafka, redis-1, .*gateway-2/);
  expect(() => byName(all, undefined)).toThrow(/name a component/);
  expect(byName(all, 'proxy-1').port).toBe(portsOf(place).proxies[0]);
});

it('cannot kill what is a step and no process', () => {
  expect(() => byName(all, 'redis-cluster')).toThrow(/no component redis-cluster/);
});

it('has as many shards as are wanted, and a port for each', () => {
  for (const shards of [1, 4, 12]) {
    const other = placeOf('/checkout', { basePort: 30_000, shards }, { CLUSTER_STATE: '/none', XDG_CACHE_HOME: '/cache' });
    const parts = componentsOf(other);
    const ports = parts.flatMap(({ port }) => port ?? []);
    expect(new Set(ports).size).toBe(ports.length);
    expect(settingsOf(other)['MARU_MESSAGE_SHARDS']?.split(',')).toHaveLength(shards);
    expect(names(choose(parts, ['proxy'])).filter((name) => /^shard\d+-primary$/.test(name))).toHaveLength(shards);
  }
});

it('tells a process of Maru where everything is', () => {
  expect(settingsOf(place)).toMatchObject({
    MARU_KAFKA: '127.0.0.1:30092',
    MARU_CORE_REPLICAS: '127.0.0.1:30311',
    MARU_MESSAGE_PROXIES: '127.0.0.1:30340,127.0.0.1:30341',
    MARU_MESSAGE_SHARDS: '127.0.0.1:30320,127.0.0.1:30330',
  });
});
