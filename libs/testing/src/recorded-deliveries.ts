import { Delivered } from '@maru/contracts';
import type { Delivery } from '@maru/ports';

/** All that is delivered from now on, to whomever, as it would be on a wire, in its order. It goes on to the gateways that are attached. */
export function recordDeliveries(delivery: Delivery): Delivered[] {
  const recorded: Delivered[] = [];
  const deliver = delivery.deliver.bind(delivery);
  delivery.deliver = (deliveries) => {
    for (const delivered of deliveries) recorded.push(Delivered.parse(JSON.parse(JSON.stringify(delivered))));
    return deliver(deliveries);
  };
  return recorded;
}
