import type { Delivered } from '@maru/contracts';

/** A gateway's end: what arrives is for sockets that it holds. */
export interface GatewayEnd {
  readonly gatewayId: string;
  /** Applies deliveries in their order. What it resolves is visible to its sockets. */
  apply(deliveries: readonly Delivered[]): Promise<void>;
}

export type Audience = { readonly userId: number } | { readonly channelId: number };

/** Kept by a gateway on its local counts going from 0 to 1 and from 1 to 0, under a lease that dies with it. */
export interface GatewayLink {
  hears(audience: Audience): Promise<void>;
  hearsNoMore(audience: Audience): Promise<void>;
  close(): Promise<void>;
}

/**
 * From services to sockets. Finds the gateways that need a delivery: one record per gateway, never one per member, never to all.
 * Behind a `joined` its channel goes to the gateways of those who joined; one that holds none of them any more says that it hears it not.
 * One producer's deliveries reach a gateway in their order. `deliver` resolves when they are on their way; with `left` and `session-ended`
 * among them, when each gateway concerned has applied them, or is known to be gone, or after a second.
 */
export abstract class Delivery {
  abstract deliver(deliveries: readonly Delivered[]): Promise<void>;
  abstract attach(gateway: GatewayEnd): Promise<GatewayLink>;
}
