import { type ServiceInstance, ServiceRegistry } from '@maru/ports';
import type { Link } from '../link/link.js';

type OnChange = (instances: readonly ServiceInstance[]) => void;

export class ForwardedServiceRegistry extends ServiceRegistry {
  private readonly watches = new Map<number, OnChange>();
  private opened = 0;

  constructor(private readonly link: Link) {
    super();
    link.hear('registry.changed', ({ watch, instances }) => this.watches.get(watch)?.(instances));
  }

  async register(instance: ServiceInstance): Promise<void> {
    await this.link.ask('registry.register', instance);
  }

  async deregister(id: string): Promise<void> {
    await this.link.ask('registry.deregister', id);
  }

  find(service: string): Promise<readonly ServiceInstance[]> {
    return this.link.ask('registry.find', service);
  }

  watch(service: string, onChange: OnChange): () => void {
    this.opened += 1;
    const watch = this.opened;
    this.watches.set(watch, onChange);
    this.link.tell('registry.watch', { watch, service });
    return () => {
      this.watches.delete(watch);
      this.link.tell('registry.stop', watch);
    };
  }
}
