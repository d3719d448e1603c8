import { serviceRegistryContract } from '@maru/ports/contracts';
import { FixedClock } from '../clock/fixed-clock.js';
import { LocalServiceRegistry } from './local-service-registry.js';

serviceRegistryContract('LocalServiceRegistry', async () => {
  const clock = new FixedClock();
  return { subject: new LocalServiceRegistry(), pass: (ms) => clock.advance(ms), close: async () => undefined };
});
