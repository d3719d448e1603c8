import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ServiceInstance, ServiceRegistry } from './service-registry.js';
import type { Make, UnderTest } from './under-test.js';

const instance = (id: string, service = 'message'): ServiceInstance => ({ service, id, host: '127.0.0.1', port: 4_000 });
const idsOf = (instances: readonly ServiceInstance[]) => instances.map(({ id }) => id).toSorted();

export function serviceRegistryContract(name: string, make: Make<UnderTest<ServiceRegistry>>): void {
  describe(`${name} keeps the contract of ServiceRegistry`, () => {
    let registry: UnderTest<ServiceRegistry>;
    beforeEach(async () => {
      registry = await make();
    });
    afterEach(() => registry.close());

    test('finds the instances of a service, and no others', async () => {
      await registry.subject.register(instance('m1'));
      await registry.subject.register(instance('m2'));
      await registry.subject.register(instance('c1', 'channel'));
      expect(await registry.subject.find('channel')).toEqual([instance('c1', 'channel')]);
      expect(idsOf(await registry.subject.find('message'))).toEqual(['m1', 'm2']);
      expect(await registry.subject.find('push')).toEqual([]);
    });

    test('an instance that has gone is not found; one that nobody knows may go', async () => {
      await registry.subject.register(instance('m1'));
      await registry.subject.deregister('m1');
      await registry.subject.deregister('never there');
      expect(await registry.subject.find('message')).toEqual([]);
    });

    test('an instance that registers again takes the place of itself', async () => {
      await registry.subject.register(instance('m1'));
      await registry.subject.register({ ...instance('m1'), port: 5_000 });
      expect(await registry.subject.find('message')).toEqual([{ ...instance('m1'), port: 5_000 }]);
    });

    test('whoever watches is told what is there, then of each change, until he stops', async () => {
      await registry.subject.register(instance('m1'));
      const seen: string[][] = [];
      const stop = registry.subject.watch('message', (instances) => void seen.push(idsOf(instances)));
      await vi.waitFor(() => expect(seen.at(-1)).toEqual(['m1']), 5_000);
      await registry.subject.register(instance('m2'));
      await vi.waitFor(() => expect(seen.at(-1)).toEqual(['m1', 'm2']), 5_000);
      await registry.subject.deregister('m1');
      await vi.waitFor(() => expect(seen.at(-1)).toEqual(['m2']), 5_000);
      stop();
      const before = seen.length;
      await registry.subject.deregister('m2');
      await registry.pass(50);
      expect(seen.length).toBe(before);
    });

    test('a change of another service is not told', async () => {
      const seen: string[][] = [];
      const stop = registry.subject.watch('message', (instances) => void seen.push(idsOf(instances)));
      await registry.subject.register(instance('c1', 'channel'));
      await registry.pass(50);
      stop();
      expect(seen.flat()).toEqual([]);
    });
  });
}
