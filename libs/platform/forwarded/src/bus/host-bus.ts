import { allTopics, type Topic } from '@maru/contracts';
import type { ActiveSubscription, EventBus, Platform } from '@maru/ports';
import type { Link } from '../link/link.js';

const topics = new Map(allTopics.map((topic) => [topic.name, topic]));

/** Lets a worker use the bus of this process. Its groups leave with it. */
export function hostBus(link: Link, platform: Platform): () => Promise<void> {
  const { bus, deadLetters } = platform;
  const active = new Map<number, ActiveSubscription>();
  link.answer('bus.publish', (records) => bus.publish(records.map((record) => ({ ...record, topic: topicOf(record.topic) }))));
  link.answer('bus.subscribe', async ({ subscription, group, topics: names, batchSize }) => {
    const handle = (batch: Parameters<Parameters<EventBus['subscribe']>[0]['handle']>[0]) =>
      link.ask('bus.handle', { subscription, batch });
    active.set(subscription, await bus.subscribe({ group, topics: names.map(topicOf), batchSize, handle }));
  });
  link.answer('bus.unsubscribe', async (subscription) => {
    await active.get(subscription)?.close();
    active.delete(subscription);
  });
  link.answer('bus.drained', async () => platform.drained?.());
  link.answer('dead-letters.list', (limit) => deadLetters.list(limit));
  link.answer('dead-letters.replay', (id) => deadLetters.replay(id));
  link.answer('dead-letters.count', () => deadLetters.count());
  return async () => void (await Promise.all([...active.values()].map((subscription) => subscription.close())));
}

function topicOf(name: string): Topic {
  const topic = topics.get(name);
  if (topic === undefined) throw new Error(`there is no topic ${name}`);
  return topic;
}
