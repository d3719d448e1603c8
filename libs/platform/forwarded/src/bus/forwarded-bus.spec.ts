import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageEvents, PARTITIONS } from '@maru/contracts';
import { local } from '@maru/local';
import { eventBusContract } from '@maru/ports/contracts';
import { linkPair } from '../link/link.fixture.js';
import { host } from '../host.js';
import { ForwardedBus } from './forwarded-bus.js';
import { ForwardedDeadLetters } from './forwarded-dead-letters.js';

eventBusContract('ForwardedBus', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'maru-'));
  const platform = await local({ dataFolder, bus: { backOffMs: 1, drainMs: 2_000 } });
  const pair = await linkPair();
  const hosted = host(pair.first, platform);
  return {
    subject: new ForwardedBus(pair.worker),
    deadLetters: new ForwardedDeadLetters(pair.worker),
    // As an outbox of the first process hands on what another version of it has left.
    publishText: (partition, value) =>
      sendUnchecked(platform.bus, { topic: messageEvents.name, partitions: PARTITIONS, partition, value, headers: {} }),
    pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    close: async () => {
      await pair.close();
      await hosted;
      await platform.close();
      rmSync(dataFolder, { recursive: true });
    },
  };
});

async function sendUnchecked(bus: object, record: object): Promise<void> {
  if (!('sendEncoded' in bus) || typeof bus.sendEncoded !== 'function') throw new Error('a bus without a wire');
  await Reflect.apply(bus.sendEncoded, bus, [[record]]);
}
