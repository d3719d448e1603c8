import type { Delivery, GatewayLink } from '@maru/ports';
import type { Link } from '../link/link.js';

export interface HostedDelivery {
  readonly isGateway: (name: string) => boolean;
  readonly end: () => Promise<void>;
}

/** Makes a worker's gateways known to the delivery of this process. They are detached when it goes, so that nothing waits for them. */
export function hostDelivery(link: Link, delivery: Delivery): HostedDelivery {
  const gateways = new Map<string, GatewayLink>();
  const known = (gatewayId: string): GatewayLink => {
    const gateway = gateways.get(gatewayId);
    if (gateway === undefined) throw new Error(`gateway ${gatewayId} is not attached`);
    return gateway;
  };
  const detach = async (gatewayId: string): Promise<void> => {
    const gateway = gateways.get(gatewayId);
    gateways.delete(gatewayId);
    await gateway?.close();
  };
  link.answer('delivery.deliver', (deliveries) => delivery.deliver(deliveries));
  link.answer('delivery.attach', async (gatewayId) => {
    const apply = (deliveries: Parameters<Delivery['deliver']>[0]) => link.ask('delivery.apply', { gatewayId, deliveries });
    gateways.set(gatewayId, await delivery.attach({ gatewayId, apply }));
  });
  link.answer('delivery.hears', ({ gatewayId, audience }) => known(gatewayId).hears(audience));
  link.answer('delivery.hears-no-more', ({ gatewayId, audience }) => known(gatewayId).hearsNoMore(audience));
  link.answer('delivery.detach', detach);
  return {
    isGateway: (name) => gateways.has(name),
    end: async () => void (await Promise.all([...gateways.keys()].map(detach))),
  };
}
