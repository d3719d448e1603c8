import {
  type ActiveSubscription,
  BUS_PATTERN,
  type BusPattern,
  type EventBus,
  type Histogram,
  type IncomingRecord,
  type Metrics,
  tracesOf,
  tracing,
} from '@maru/ports';
import { BaseRpcContext, type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { TopicRoutes } from './topic-routes.js';

/** None is larger than the largest that a service asks for. */
const RECORDS = [1, 2, 5, 10, 25, 50, 100, 250, 500];
const SECONDS = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10];

/**
 * Brings the records of the bus to a service's `@On` and `@OnBatch` methods. Its group is the service's name, so each service has its own
 * place in every topic. What a method throws goes back to the bus, which decides about trying again.
 */
export class BusServer extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol.for('maru.bus');
  override readonly propagatesEventHandlerErrors = true;
  private readonly seconds: Histogram;
  private readonly records: Histogram;
  private subscriptions: ActiveSubscription[] = [];

  constructor(
    private readonly bus: EventBus,
    private readonly service: string,
    metrics: Metrics,
  ) {
    super();
    this.seconds = metrics.histogram('maru_batch_seconds', 'Time that a batch of records took', SECONDS, ['service', 'topic', 'outcome']);
    this.records = metrics.histogram('maru_batch_records', 'Records that a service got at once', RECORDS, ['service', 'topic']);
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      await this.subscribe();
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** Takes no more records, and resolves when what was begun is done. */
  async close(): Promise<void> {
    const subscriptions = this.subscriptions.splice(0);
    await Promise.all(subscriptions.map((subscription) => subscription.close()));
  }

  on(): never {
    throw new Error('the bus has no events to listen to');
  }

  unwrap(): never {
    throw new Error('the bus is a port: inject EventBus');
  }

  private async subscribe(): Promise<void> {
    const routes = new Map<string, TopicRoutes>();
    for (const handler of this.messageHandlers.values()) {
      const extras: Record<string, unknown> = handler.extras ?? {};
      const pattern = extras[BUS_PATTERN] as BusPattern | undefined;
      if (pattern === undefined) continue;
      const { name } = pattern.topic;
      const ofTopic = routes.get(name) ?? new TopicRoutes(pattern.topic);
      ofTopic.add(pattern, handler);
      routes.set(name, ofTopic);
    }
    // One subscription for each topic, because the size of a batch is the topic's.
    for (const ofTopic of routes.values()) this.subscriptions.push(await this.bus.subscribe(this.subscriptionOf(ofTopic)));
  }

  private subscriptionOf(routes: TopicRoutes) {
    const of = { service: this.service, topic: routes.topic.name };
    const records = this.records.with(of);
    const handled = this.seconds.with({ ...of, outcome: 'handled' });
    const failed = this.seconds.with({ ...of, outcome: 'failed' });
    const attributes = { 'maru.service': this.service };
    const handle = async (batch: readonly IncomingRecord[]): Promise<void> => {
      const started = performance.now();
      let outcome = failed;
      records.observe(batch.length);
      try {
        // A batch of several requests is part of none of them: it has a trace of its own, which names theirs.
        const links = tracing.traceparent() === undefined ? tracesOf(batch) : [];
        const span = { name: `handle ${routes.topic.name}`, kind: 'consumer', links, attributes } as const;
        await tracing.span(span, () => routes.dispatch(batch, new BaseRpcContext([batch])));
        outcome = handled;
      } finally {
        outcome.observe((performance.now() - started) / 1_000);
      }
    };
    return { group: this.service, topics: [routes.topic], batchSize: routes.batchSize, handle };
  }
}
