import type { Delivered } from '@maru/contracts';
import { type Clock, Delivery, type GatewayEnd, type GatewayLink } from '@maru/ports';
import { AudienceIndex } from './audience-index.js';
import { GatewayQueue } from './gateway-queue.js';

const WAIT_MS = 1_000;

/** All gateways are in this process; what they get has been JSON all the same. */
export class LocalDelivery extends Delivery {
  private readonly queues = new Map<string, GatewayQueue>();
  private readonly audiences = new AudienceIndex();

  constructor(private readonly clock: Clock) {
    super();
  }

  async deliver(deliveries: readonly Delivered[]): Promise<void> {
    const perGateway = new Map<GatewayQueue, string[]>();
    const awaited = new Set<GatewayQueue>();
    for (const delivery of deliveries) {
      const encoded = JSON.stringify(delivery);
      for (const gatewayId of this.audiences.gatewaysOf(delivery)) {
        const queue = this.queues.get(gatewayId);
        if (!queue) continue;
        const encodedForGateway = perGateway.get(queue);
        if (encodedForGateway) encodedForGateway.push(encoded);
        else perGateway.set(queue, [encoded]);
        // What is behind it must find the way already: the gateway itself says so only when it has applied it.
        if (delivery.kind === 'joined') this.audiences.add(gatewayId, { channelId: delivery.channelId });
        if (delivery.kind === 'left' || delivery.kind === 'session-ended') awaited.add(queue);
      }
    }
    for (const [queue, encoded] of perGateway) {
      queue.add(encoded);
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

  private async atMostASecond(promises: Promise<void>[]): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const cancel = this.clock.after(WAIT_MS, resolve);
    await Promise.race([Promise.all(promises), late]);
    cancel();
  }
}
