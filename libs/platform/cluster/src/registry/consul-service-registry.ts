import { type Cancel, type Clock, type ServiceInstance, ServiceRegistry } from '@maru/ports';
import { Logger } from '@nestjs/common';
import Consul from 'consul';
import { z } from 'zod';
import { hostAndPort } from '../mysql/address.js';

/** An instance with what it says of itself beside its address. */
export interface Member extends ServiceInstance {
  readonly meta: Readonly<Record<string, string>>;
}

export interface RegistrySettings {
  /** Stands before the name of each service: a Consul may know others. */
  readonly prefix: string;
  /** What this process says of itself. */
  readonly meta: Readonly<Record<string, string>>;
}

const BEAT_MS = 2_000;
const LOOK_AGAIN_MS = 20;
const LOOKS = 100;

const Entries = z.array(
  z.object({
    Service: z.object({ ID: z.string(), Address: z.string(), Port: z.int(), Meta: z.record(z.string(), z.string()).nullish() }),
  }),
);

/** An instance whose beat stops is not found any more after a few seconds, and forgotten after a minute. */
export class ConsulServiceRegistry extends ServiceRegistry {
  private readonly consul: Consul;
  private readonly registered = new Map<string, ServiceInstance>();
  private readonly watches = new Set<() => void>();
  private readonly stopBeating: Cancel;
  private readonly logger = new Logger(ConsulServiceRegistry.name);

  constructor(
    address: string,
    private readonly clock: Clock,
    private readonly settings: RegistrySettings,
  ) {
    super();
    this.consul = new Consul(hostAndPort(address));
    this.stopBeating = clock.every(BEAT_MS, () => void this.beat());
  }

  /** Resolves when others find it. */
  async register(instance: ServiceInstance): Promise<void> {
    await this.announce(instance);
    this.registered.set(instance.id, instance);
    await this.until(instance.service, (members) => members.some(({ id, port }) => id === instance.id && port === instance.port));
  }

  /** Resolves when nobody finds it any more. */
  async deregister(id: string): Promise<void> {
    const instance = this.registered.get(id);
    this.registered.delete(id);
    if (!instance) return;
    await this.consul.agent.service.deregister(id);
    await this.until(instance.service, (members) => members.every((member) => member.id !== id));
  }

  async find(service: string): Promise<readonly ServiceInstance[]> {
    return (await this.members(service)).map(withoutMeta);
  }

  watch(service: string, onChange: (instances: readonly ServiceInstance[]) => void): () => void {
    return this.watchMembers(service, (members) => onChange(members.map(withoutMeta)));
  }

  /** While Consul is away, what was there last holds. */
  watchMembers(service: string, onChange: (members: readonly Member[]) => void): () => void {
    const { consul } = this;
    const options = { service: this.settings.prefix + service, passing: 'true' };
    const watch = consul.watch({ method: consul.health.service.bind(consul.health), options, backoffFactor: 100, backoffMax: 2_000 });
    let told: string | undefined;
    watch.on('change', (answer: unknown) => {
      const members = membersIn(service, answer);
      const now = JSON.stringify(members);
      if (now === told) return;
      told = now;
      onChange(members);
    });
    watch.on('error', (error: unknown) => this.logger.debug(`watching ${service}: ${String(error)}`));
    const stop = () => {
      this.watches.delete(stop);
      watch.removeAllListeners();
      watch.on('error', () => undefined);
      watch.end();
    };
    this.watches.add(stop);
    return stop;
  }

  async close(): Promise<void> {
    this.stopBeating();
    for (const stop of this.watches) stop();
    await Promise.all([...this.registered.keys()].map((id) => this.deregister(id)));
    this.consul.destroy();
  }

  private async announce({ service, id, host, port }: ServiceInstance): Promise<void> {
    // The driver's types want a time-out of every check; a beat has none.
    const check = { name: 'beat', ttl: '6s', status: 'passing', deregistercriticalserviceafter: '1m', timeout: '6s' };
    const { prefix, meta } = this.settings;
    await this.consul.agent.service.register({ name: prefix + service, id, address: host, port, meta: { ...meta }, check });
  }

  private async members(service: string): Promise<Member[]> {
    const answer: unknown = await this.consul.health.service({ service: this.settings.prefix + service, passing: true });
    return membersIn(service, answer);
  }

  private async until(service: string, isSo: (members: readonly Member[]) => boolean): Promise<void> {
    for (let look = 0; look < LOOKS; look++) {
      if (isSo(await this.members(service))) return;
      await this.clock.sleep(LOOK_AGAIN_MS);
    }
  }

  /** A Consul that has lost its data, or has given us up, hears of us again. */
  private async beat(): Promise<void> {
    for (const instance of this.registered.values()) {
      try {
        await this.consul.agent.check.pass(`service:${instance.id}`);
      } catch (error) {
        this.logger.debug(`the beat of ${instance.service}: ${String(error)}`);
        await this.announceAgain(instance);
      }
    }
  }

  private async announceAgain(instance: ServiceInstance): Promise<void> {
    try {
      if (this.registered.has(instance.id)) await this.announce(instance);
    } catch (error) {
      this.logger.debug(`${instance.service} cannot be registered: ${String(error)}`);
    }
  }
}

function membersIn(service: string, answer: unknown): Member[] {
  const members = Entries.parse(answer).map(({ Service: { ID, Address, Port, Meta } }) => ({
    service,
    id: ID,
    host: Address,
    port: Port,
    meta: Meta ?? {},
  }));
  return members.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

function withoutMeta({ service, id, host, port }: Member): ServiceInstance {
  return { service, id, host, port };
}
