import { queriesContract } from '@maru/ports/contracts';
import { FixedClock } from '../clock/fixed-clock.js';
import { LocalQueries } from './local-queries.js';

queriesContract('LocalQueries', async () => {
  const clock = new FixedClock();
  return { subject: new LocalQueries(clock), pass: (ms) => clock.advance(ms), close: async () => undefined };
});
