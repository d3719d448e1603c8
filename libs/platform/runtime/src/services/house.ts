import { randomUUID } from 'node:crypto';
import type { Platform, ServiceDefinition, ServiceInstance } from '@maru/ports';
import { ServiceContainer } from './service-container.js';
import type { Surroundings } from './surroundings.js';

/** Services side by side on one platform, each in its own container. */
export class House {
  private readonly containers: ServiceContainer[] = [];
  private registered: ServiceInstance[] = [];

  constructor(private readonly platform: Platform) {}

  /** Opens all, then lets all listen, then publishes what a crash left behind: nobody hears of anything before everybody can. */
  async open(
    services: readonly ServiceDefinition[],
    envOf: (service: ServiceDefinition) => object,
    surroundings: Surroundings,
  ): Promise<void> {
    for (const service of services) this.containers.push(await ServiceContainer.open(service, envOf(service), surroundings));
    for (const container of this.containers) await container.listen();
    await this.platform.recover();
  }

  containerOf(service: ServiceDefinition['name']): ServiceContainer {
    const container = this.containers.find((candidate) => candidate.service.name === service);
    if (container === undefined) throw new Error(`${service} does not run here`);
    return container;
  }

  all(): readonly ServiceContainer[] {
    return this.containers;
  }

  async register(host: string, port: number): Promise<void> {
    this.registered = this.containers.map(({ service }) => ({ service: service.name, id: randomUUID(), host, port }));
    for (const instance of this.registered) await this.platform.registry.register(instance);
  }

  async deregister(): Promise<void> {
    for (const { id } of this.registered.splice(0)) await this.platform.registry.deregister(id);
  }

  /** What was sent is handled first, then each container goes, the last one opened first. */
  async close(): Promise<void> {
    await Promise.all(this.containers.map((container) => container.leaveBus()));
    for (const container of this.containers.splice(0).toReversed()) await container.close();
  }
}
