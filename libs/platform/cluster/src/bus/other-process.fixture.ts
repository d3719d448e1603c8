/** A process of its own that takes records, for the specs to kill: `node other-process.fixture.js <brokers> <prefix> <group>`. Needs a build. */
import { allTopics, messageEvents } from '@maru/contracts';
import { SystemClock } from '@maru/local';
import { z } from 'zod';
import { kafkaClient } from './kafka-client.js';
import { KafkaBus } from './kafka-bus.js';

const place = z.object({ channelId: z.int(), messageSequence: z.int() });
const [brokers = '', prefix = '', group = ''] = process.argv.slice(2);
const bus = await KafkaBus.open(kafkaClient(brokers.split(',')), new SystemClock(), allTopics, { prefix });
await bus.subscribe({
  group,
  topics: [messageEvents],
  batchSize: 10,
  handle: async (batch) => {
    process.stdout.write(batch.map(({ value }) => `${place.parse(value).channelId}/${place.parse(value).messageSequence}\n`).join(''));
  },
});
process.stdout.write('joined\n');
