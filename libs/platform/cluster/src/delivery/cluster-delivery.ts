import type { Delivered } from '@maru/contracts';
import { type Clock, Delivery, type GatewayEnd, type GatewayLink } from '@maru/ports';
import type { Cluster } from 'ioredis';
import type { LivingGateways } from '../gateways/living-gateways.js';
import { ENTRY_LIFE_MS, ToldEntries } from '../gateways/told-entries.js';
import type { AudienceIndex } from './audience-index.js';
import type { GatewayTopics } from './gateway-topics.js';
import { HEAR, placeOfAudience } from './index-scripts.js';
import { Lookups } from './lookups.js';

const WAIT_MS = 1_000;

const nothing = () => undefined;
const nothingBeside = () => Promise.resolve();

/** What one gateway gets of some deliveries. */
interface Share {
  readonly deliveries: Delivered[];
  isAwaited: boolean;
}

/** The index says which gateways need a delivery; each has a topic, and gets one record. */
export class ClusterDelivery extends Delivery {
  private turn: Promise<void> = Promise.resolve();
  /** Whoever looks up behind a `joined` waits until the index says so. */
  private joining: Promise<void> = Promise.resolve();
  private readonly attached = new Map<string, ToldEntries>();

  constructor(
    private readonly topics: GatewayTopics,
    private readonly index: AudienceIndex,
    private readonly gateways: LivingGateways,
    private readonly redis: Cluster,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** Looked up at once, sent in the order of the calls. What is to be sent beside them is sent in the same turn, so that it goes in the same request. */
  async deliver(deliveries: readonly Delivered[], sendBeside = nothingBeside): Promise<void> {
    if (deliveries.length === 0) return await sendBeside();
    const looked = this.sharesOf(deliveries);
    if (deliveries.some(({ kind }) => kind === 'joined')) this.joining = looked.then(nothing, nothing);
    const { promise: turn, resolve: giveTurn } = Promise.withResolvers<void>();
    const before = this.turn;
    this.turn = turn;
    let sent: Promise<void>[] = [];
    try {
      const [shares] = await Promise.all([looked, before]);
      sent = [sendBeside(), ...[...shares].map(([gatewayId, share]) => this.send(gatewayId, share))];
    } finally {
      giveTurn();
    }
    await Promise.all(sent);
  }

  async attach(gateway: GatewayEnd): Promise<GatewayLink> {
    const { gatewayId } = gateway;
    if (this.attached.has(gatewayId)) throw new Error(`gateway ${gatewayId} is attached already`);
    const told = new ToldEntries(this.redis, this.clock, {
      write: ({ key }) => HEAR.run(this.redis, [key], [gatewayId, ENTRY_LIFE_MS]),
      remove: ({ key }) => this.redis.hdel(key, gatewayId),
    });
    this.attached.set(gatewayId, told);
    const topic = await this.topics.open(gatewayId, (deliveries) => gateway.apply(deliveries));
    await Promise.all([this.gateways.hold(gatewayId), told.beat()]);
    return {
      hears: (audience) => told.add(placeOfAudience(audience)),
      hearsNoMore: (audience) => told.remove(placeOfAudience(audience)),
      close: async () => {
        this.attached.delete(gatewayId);
        await Promise.all([told.close(), this.gateways.drop(gatewayId)]);
        await topic.close();
      },
    };
  }

  /** Resolves when all that was to be delivered is on its way. */
  async close(): Promise<void> {
    for (const told of this.attached.values()) told.stop();
    await this.turn;
  }

  private async send(gatewayId: string, { deliveries, isAwaited }: Share): Promise<void> {
    if (!isAwaited) return await this.topics.send(gatewayId, deliveries);
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const cancel = this.clock.after(WAIT_MS, resolve);
    try {
      await Promise.race([this.topics.sendAndWait(gatewayId, deliveries), late]);
    } finally {
      cancel();
    }
  }

  /** Who has joined is told of what is behind it, in this call and in later ones. */
  private async sharesOf(deliveries: readonly Delivered[]): Promise<Map<string, Share>> {
    await this.joining;
    const lookups = new Lookups(this.index);
    for (const delivery of deliveries) lookups.begin(delivery);
    const shares = new Map<string, Share>();
    for (const delivery of deliveries) {
      const gatewayIds = await lookups.gatewaysOf(delivery);
      for (const gatewayId of gatewayIds) {
        const share = shares.get(gatewayId) ?? { deliveries: [], isAwaited: false };
        shares.set(gatewayId, share);
        share.deliveries.push(delivery);
        share.isAwaited ||= delivery.kind === 'left' || delivery.kind === 'session-ended';
      }
      if (delivery.kind === 'joined') await lookups.join(gatewayIds, delivery.channelId);
    }
    return shares;
  }
}
