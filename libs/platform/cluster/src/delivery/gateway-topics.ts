import type { Delivered } from '@maru/contracts';

/** A gateway that listens to its topic. */
export interface OpenedGatewayTopic {
  /** Applies no more. */
  close(): Promise<void>;
}

/** The way to the gateways: one topic each, `delivery.<gateway id>`. Which of them need a delivery is not its business. */
export interface GatewayTopics {
  /**
   * One record with these deliveries, in this order; calls keep their order. Resolves when the record is kept. A gateway that has no
   * topic has gone: then there is nothing to do.
   */
  send(gatewayId: string, deliveries: readonly Delivered[]): Promise<void>;
  /** As `send`, but resolves when the gateway has applied them, or has gone. Whoever waits sets the bound. */
  sendAndWait(gatewayId: string, deliveries: readonly Delivered[]): Promise<void>;
  /** Makes the topic and applies what comes from now on, one record after the other; one that fails is logged and passed over. */
  open(gatewayId: string, apply: (deliveries: readonly Delivered[]) => Promise<void>): Promise<OpenedGatewayTopic>;
}
