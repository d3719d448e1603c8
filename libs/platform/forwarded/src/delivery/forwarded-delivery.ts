import type { Delivered } from '@maru/contracts';
import { Delivery, type GatewayEnd, type GatewayLink } from '@maru/ports';
import type { Link } from '../link/link.js';

/** Gateways here are told by the delivery of the first process, which knows what each of them hears: one record for each, never one per socket. */
export class ForwardedDelivery extends Delivery {
  private readonly gateways = new Map<string, GatewayEnd>();

  constructor(private readonly link: Link) {
    super();
    link.answer('delivery.apply', async ({ gatewayId, deliveries }) => this.gateways.get(gatewayId)?.apply(deliveries));
  }

  async deliver(deliveries: readonly Delivered[]): Promise<void> {
    await this.link.ask('delivery.deliver', deliveries);
  }

  async attach(gateway: GatewayEnd): Promise<GatewayLink> {
    const { gatewayId } = gateway;
    if (this.gateways.has(gatewayId)) throw new Error(`gateway ${gatewayId} is attached already`);
    this.gateways.set(gatewayId, gateway);
    try {
      await this.link.ask('delivery.attach', gatewayId);
    } catch (error) {
      this.gateways.delete(gatewayId);
      throw error;
    }
    return {
      hears: (audience) => this.link.ask('delivery.hears', { gatewayId, audience }),
      hearsNoMore: (audience) => this.link.ask('delivery.hears-no-more', { gatewayId, audience }),
      close: async () => {
        this.gateways.delete(gatewayId);
        await this.link.ask('delivery.detach', gatewayId);
      },
    };
  }
}
