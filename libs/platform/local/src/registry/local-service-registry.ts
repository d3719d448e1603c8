import { type ServiceInstance, ServiceRegistry } from '@maru/ports';

type OnChange = (instances: readonly ServiceInstance[]) => void;

/** Everybody is in this process. */
export class LocalServiceRegistry extends ServiceRegistry {
  private readonly instances = new Map<string, ServiceInstance>();
  private readonly watchers = new Map<string, Set<OnChange>>();

  async register(instance: ServiceInstance): Promise<void> {
    const former = this.instances.get(instance.id);
    this.instances.set(instance.id, instance);
    if (former && former.service !== instance.service) this.tell(former.service);
    this.tell(instance.service);
  }

  async deregister(id: string): Promise<void> {
    const instance = this.instances.get(id);
    if (!instance) return;
    this.instances.delete(id);
    this.tell(instance.service);
  }

  async find(service: string): Promise<readonly ServiceInstance[]> {
    return this.of(service);
  }

  watch(service: string, onChange: OnChange): () => void {
    const watchers = this.watchers.get(service) ?? new Set();
    const watcher: OnChange = (instances) => onChange(instances);
    this.watchers.set(service, watchers.add(watcher));
    watcher(this.of(service));
    return () => void watchers.delete(watcher);
  }

  private of(service: string): ServiceInstance[] {
    return [...this.instances.values()].filter((instance) => instance.service === service);
  }

  private tell(service: string): void {
    for (const watcher of this.watchers.get(service) ?? []) watcher(this.of(service));
  }
}
