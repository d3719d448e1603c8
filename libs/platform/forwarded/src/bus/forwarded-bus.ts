import { type ActiveSubscription, EventBus, type IncomingRecord, type OutgoingRecord, type Subscription, withContext } from '@maru/ports';
import type { Link } from '../link/link.js';

type Handle = (batch: readonly IncomingRecord[]) => Promise<void>;

/** The bus of the first process. It checks what is published, and keeps the places of the groups. */
export class ForwardedBus extends EventBus {
  private readonly handles = new Map<number, Handle>();
  private subscriptions = 0;
  private closed = false;

  constructor(private readonly link: Link) {
    super();
    link.answer('bus.handle', async ({ subscription, batch }) => {
      const handle = this.handles.get(subscription);
      if (handle === undefined) throw new Error('nobody is subscribed');
      await handle(batch);
    });
  }

  async publish(records: readonly OutgoingRecord[]): Promise<void> {
    if (this.closed) throw new Error('the bus is closed');
    const forwarded = records.map(({ topic, value, headers }) => ({ topic: topic.name, value, headers: withContext(headers) }));
    await this.link.ask('bus.publish', forwarded);
  }

  async subscribe({ group, topics, batchSize, handle }: Subscription): Promise<ActiveSubscription> {
    this.subscriptions += 1;
    const subscription = this.subscriptions;
    this.handles.set(subscription, handle);
    try {
      await this.link.ask('bus.subscribe', { subscription, group, topics: topics.map(({ name }) => name), batchSize });
    } catch (error) {
      this.handles.delete(subscription);
      throw error;
    }
    return { close: () => this.unsubscribe(subscription) };
  }

  async close(): Promise<void> {
    if (this.handles.size > 0) await this.link.ask('bus.drained', null);
    this.closed = true;
    await Promise.all([...this.handles.keys()].map((subscription) => this.unsubscribe(subscription)));
  }

  private async unsubscribe(subscription: number): Promise<void> {
    if (!this.handles.has(subscription)) return;
    await this.link.ask('bus.unsubscribe', subscription);
    this.handles.delete(subscription);
  }
}
