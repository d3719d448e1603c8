/** The cluster's shape: many processes on Kafka, MySQL, Redis and Consul. */
import { allTopics } from '@maru/contracts';
import type { Clock, Ids, MessageStore, Metrics, Platform, Sample, Tables, UnitOfWork } from '@maru/ports';
import { KafkaBus } from './bus/kafka-bus.js';
import { kafkaClient } from './bus/kafka-client.js';
import { KafkaDeadLetters } from './bus/kafka-dead-letters.js';
import { RecordSender } from './bus/record-sender.js';
import { ClusterNumbers } from './cluster-numbers.js';
import { AudienceIndex } from './delivery/audience-index.js';
import { ClusterDelivery } from './delivery/cluster-delivery.js';
import { KafkaGatewayTopics } from './delivery/kafka-gateway-topics.js';
import { Receipts } from './delivery/receipts.js';
import { LivingGateways } from './gateways/living-gateways.js';
import { RedisKeyValue } from './key-value/redis-key-value.js';
import { MysqlMessageStore } from './message-store/mysql-message-store.js';
import type { OutboxTarget } from './outbox/outbox-target.js';
import { RedisPresence } from './presence/redis-presence.js';
import { QUERY_PORT } from './queries/instances.js';
import { TcpQueries } from './queries/tcp-queries.js';
import { openRedis } from './redis/open-redis.js';
import { ConsulServiceRegistry } from './registry/consul-service-registry.js';
import { REGISTRY_PREFIX } from './registry/registry-prefix.js';
import type { ClusterSettings } from './settings.js';
import { TcpEnd } from './tcp/tcp-end.js';
import { MysqlUnitOfWork } from './unit-of-work/mysql-unit-of-work.js';
import { whenThere } from './when-there.js';

/** Until whoever watches Consul knows, and Nginx has read it. */
const FAREWELL_MS = 1_500;

/** Waits for what it needs, and says for what. */
export async function cluster(settings: ClusterSettings): Promise<Platform> {
  const { clock, kafka, redis: nodes, consul, advertisedHost } = settings;
  const end = await TcpEnd.open(advertisedHost, settings.queryPort);
  const client = kafkaClient(kafka.brokers);
  const numbers = new ClusterNumbers();
  // One for all that leaves: what is sent in the same turn is one request.
  const sender = new RecordSender(client, clock, numbers);
  const { replication } = kafka;
  const bus = await whenThere('Kafka', clock, () => KafkaBus.open(client, clock, allTopics, { replication }, sender));
  const redis = openRedis(nodes);
  const gateways = new LivingGateways(redis, clock);
  const presence = await whenThere('Redis', clock, () => RedisPresence.open(redis, clock, gateways));
  const registry = new ConsulServiceRegistry(consul, clock, { prefix: REGISTRY_PREFIX, meta: { [QUERY_PORT]: String(end.port) } });
  await whenThere('Consul', clock, () => registry.find('gateway'));
  return new ClusterPlatform(settings, { end, client, numbers, sender, bus, redis, gateways, presence, registry });
}

interface Opened {
  readonly end: TcpEnd;
  readonly client: ReturnType<typeof kafkaClient>;
  readonly numbers: ClusterNumbers;
  readonly sender: RecordSender;
  readonly bus: KafkaBus;
  readonly redis: ReturnType<typeof openRedis>;
  readonly gateways: LivingGateways;
  readonly presence: RedisPresence;
  readonly registry: ConsulServiceRegistry;
}

class ClusterPlatform implements Platform {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly bus: KafkaBus;
  readonly deadLetters: KafkaDeadLetters;
  readonly queries: TcpQueries;
  readonly keyValue: RedisKeyValue;
  readonly delivery: ClusterDelivery;
  readonly presence: RedisPresence;
  readonly registry: ConsulServiceRegistry;
  readonly advertisedHost: string;
  readonly farewellMs = FAREWELL_MS;
  private readonly gatewayTopics: KafkaGatewayTopics;
  private readonly receipts: Receipts;
  private readonly outboxTarget: OutboxTarget;
  private readonly stores: MysqlUnitOfWork[] = [];
  private messages: MysqlMessageStore | undefined;

  constructor(
    private readonly settings: ClusterSettings,
    private readonly opened: Opened,
  ) {
    const { clock, ids, advertisedHost } = settings;
    const { end, client, numbers, sender, bus, redis, gateways, presence, registry } = opened;
    this.clock = clock;
    this.ids = ids;
    this.advertisedHost = advertisedHost;
    this.bus = bus;
    this.deadLetters = new KafkaDeadLetters(bus, clock);
    this.queries = new TcpQueries(end, registry, clock, undefined, numbers);
    this.keyValue = new RedisKeyValue(redis);
    this.presence = presence;
    this.registry = registry;
    this.receipts = new Receipts(end);
    this.gatewayTopics = new KafkaGatewayTopics(client, bus.topics, this.receipts, clock, bus.settings.prefix, sender);
    const index = new AudienceIndex(redis, clock, gateways, undefined, numbers);
    this.delivery = new ClusterDelivery(this.gatewayTopics, index, gateways, redis, clock);
    this.outboxTarget = {
      send: (records) => bus.send(records),
      deliver: (deliveries, facts) => this.delivery.deliver(deliveries, facts.length > 0 ? () => bus.send(facts) : undefined),
    };
  }

  measure(metrics: Metrics): void {
    this.opened.numbers.register(metrics, {
      lag: () => this.bus.lag(),
      openBreakers: () => this.queries.resting(),
      coreReplicaLag: () => this.coreReplicaLag(),
      messageReplicaLag: async () => (await this.messages?.replicas.read()) ?? [],
    });
  }

  async unitOfWork(tables: Tables): Promise<UnitOfWork> {
    const { core, clock, ids } = this.settings;
    const unit = await whenThere('MySQL', clock, () => MysqlUnitOfWork.open(core, tables, clock, ids, this.outboxTarget));
    this.stores.push(unit);
    return unit;
  }

  async messageStore(): Promise<MessageStore> {
    const { messages, clock } = this.settings;
    this.messages ??= await whenThere('the message store', clock, () =>
      MysqlMessageStore.open(messages, clock, this.outboxTarget, undefined, this.opened.numbers),
    );
    return this.messages;
  }

  async recover(): Promise<void> {
    await Promise.all(this.all().map((store) => store.recover()));
  }

  async close(): Promise<void> {
    await this.deadLetters.close();
    await this.bus.close();
    await this.delivery.close();
    await this.gatewayTopics.close();
    await this.opened.sender.close();
    for (const store of this.all()) await store.close();
    await this.queries.close();
    await this.registry.close();
    const { end, redis, gateways } = this.opened;
    this.presence.close();
    gateways.close();
    this.receipts.close();
    end.close();
    redis.disconnect();
  }

  private async coreReplicaLag(): Promise<Sample[]> {
    const lags = await Promise.all(this.stores.map((store) => store.replicaLag()));
    const known = lags.filter((lag) => lag !== undefined);
    return known.length === 0 ? [] : [{ value: Math.max(...known) }];
  }

  private all(): readonly Store[] {
    return this.messages ? [...this.stores, this.messages] : this.stores;
  }
}

interface Store {
  recover(): Promise<void>;
  close(): Promise<void>;
}
