import { Delivered } from '@maru/contracts';
import { type Clock, Delivery, type GatewayEnd, type GatewayLink } from '@maru/ports';
import { Logger } from '@nestjs/common';
import { AudienceIndex } from './audience-index.js';
import { GatewayQueue } from './gateway-queue.js';

const WAIT_MS = 1_000;

/** All gateways are in this process. What they get is a copy, as if it had been on a wire. */
export class LocalDelivery extends Delivery {
  private readonly queues = new Map<string, GatewayQueue>();
  private readonly audiences = new AudienceIndex();
  private readonly logger = new Logger(LocalDelivery.name);

  constructor(private readonly clock: Clock) {
    super();
  }

  /** What was checked before, and is nobody else's, goes as it is: what a unit of work told. */
  async deliver(given: readonly Delivered[], how: 'checked' | 'unchecked' = 'unchecked'): Promise<void> {
    const deliveries = how === 'checked' ? given : given.flatMap((delivery) => this.copyOf(delivery));
    const perGateway = new Map<GatewayQueue, Delivered[]>();
    const awaited = new Set<GatewayQueue>();
    for (const delivery of deliveries) {
      for (const gatewayId of this.audiences.gatewaysOf(delivery)) {
        const queue = this.queues.get(gatewayId);
        if (!queue) continue;
        const forGateway = perGateway.get(queue);
        if (forGateway) forGateway.push(delivery);
        else perGateway.set(queue, [delivery]);
        // What is behind it must find the way already: the gateway itself says so only when it has applied it.
        if (delivery.kind === 'joined') this.audiences.add(gatewayId, { channelId: delivery.channelId });
        if (delivery.kind === 'left' || delivery.kind === 'session-ended') awaited.add(queue);
      }
    }
    for (const [queue, ofGateway] of perGateway) {
      queue.add(ofGateway);
      if (queue.isLong) awaited.add(queue);
    }
    if (awaited.size > 0) await this.atMostASecond([...awaited].map((queue) => queue.applied()));
  }

  async attach(gateway: GatewayEnd): Promise<GatewayLink> {
    const { gatewayId } = gateway;
    if (this.queues.has(gatewayId)) throw new Error(`gateway ${gatewayId} is attached already`);
    const queue = new GatewayQueue(gateway);
    this.queues.set(gatewayId, queue);
    return {
      hears: async (audience) => this.audiences.add(gatewayId, audience),
      hearsNoMore: async (audience) => this.audiences.remove(gatewayId, audience),
      close: async () => {
        this.queues.delete(gatewayId);
        this.audiences.removeAll(gatewayId);
        queue.close();
      },
    };
  }

  /** Lets the gateways apply what is under way. */
  async close(): Promise<void> {
    await this.atMostASecond([...this.queues.values()].map((queue) => queue.applied()));
  }

  private copyOf(delivery: Delivered): Delivered[] {
    const { success, data, error } = Delivered.safeParse(JSON.parse(JSON.stringify(delivery)));
    if (success) return [data];
    this.logger.error(`dropped a delivery that does not fit its schema: ${error.message}`);
    return [];
  }

  private async atMostASecond(promises: Promise<void>[]): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const cancel = this.clock.after(WAIT_MS, resolve);
    await Promise.race([Promise.all(promises), late]);
    cancel();
  }
}
