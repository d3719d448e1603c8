import { randomUUID } from 'node:crypto';
import { SystemClock } from '@maru/local';
import { serviceRegistryContract } from '@maru/ports/contracts';
import { consul } from '../components.fixture.js';
import { ConsulServiceRegistry } from './consul-service-registry.js';

serviceRegistryContract('ConsulServiceRegistry', async () => {
  const clock = new SystemClock();
  const subject = new ConsulServiceRegistry(consul, clock, { prefix: `test-${randomUUID().slice(0, 8)}-`, meta: {} });
  return { subject, pass: (ms) => clock.sleep(ms), close: () => subject.close() };
});
