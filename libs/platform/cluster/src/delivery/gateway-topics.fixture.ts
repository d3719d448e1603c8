import { Delivered } from '@maru/contracts';
import type { GatewayTopics, OpenedGatewayTopic } from './gateway-topics.js';

interface Topic {
  readonly apply: (deliveries: readonly Delivered[]) => Promise<void>;
  applied: Promise<void>;
  gone: () => void;
  readonly whenGone: Promise<void>;
}

/** Topics in memory, for what is about the index and not about the way. */
export class MemoryGatewayTopics implements GatewayTopics {
  private readonly topics = new Map<string, Topic>();
  /** How many records each gateway was sent. */
  readonly sent: string[] = [];

  async send(gatewayId: string, deliveries: readonly Delivered[]): Promise<void> {
    void this.pass(gatewayId, deliveries);
  }

  async sendAndWait(gatewayId: string, deliveries: readonly Delivered[]): Promise<void> {
    await this.pass(gatewayId, deliveries);
  }

  async open(gatewayId: string, apply: Topic['apply']): Promise<OpenedGatewayTopic> {
    const { promise: whenGone, resolve: gone } = Promise.withResolvers<void>();
    this.topics.set(gatewayId, { apply, applied: Promise.resolve(), gone, whenGone });
    return {
      close: async () => {
        this.topics.delete(gatewayId);
        gone();
      },
    };
  }

  private async pass(gatewayId: string, deliveries: readonly Delivered[]): Promise<void> {
    this.sent.push(gatewayId);
    const topic = this.topics.get(gatewayId);
    if (!topic) return;
    const encoded = JSON.stringify(deliveries);
    topic.applied = topic.applied
      .then(() => topic.apply((JSON.parse(encoded) as unknown[]).map((one) => Delivered.parse(one))))
      .catch(() => undefined);
    await Promise.race([topic.applied, topic.whenGone]);
  }
}
