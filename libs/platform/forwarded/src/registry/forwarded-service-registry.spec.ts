import { serviceRegistryContract } from '@maru/ports/contracts';
import { expect, test } from 'vitest';
import { overFixedClock } from '../forwarded.fixture.js';
import { ForwardedServiceRegistry } from './forwarded-service-registry.js';

const open = () => overFixedClock((link) => new ForwardedServiceRegistry(link));

serviceRegistryContract('ForwardedServiceRegistry', open);

test('what a worker has registered goes with it', async () => {
  const { subject, platform, pair, hosted, close } = await open();
  await subject.register({ service: 'gateway', id: 'w', host: '127.0.0.1', port: 1 });
  pair.workerSocket.destroy();
  await hosted;
  expect(await platform.registry.find('gateway')).toEqual([]);
  await close();
});
