import type { ServiceRegistry } from '@maru/ports';
import type { Link } from '../link/link.js';

/** Lets a worker see who is there, and be there itself until it goes. */
export function hostRegistry(link: Link, registry: ServiceRegistry): () => Promise<void> {
  const registered = new Set<string>();
  const watches = new Map<number, () => void>();
  link.answer('registry.register', (instance) => {
    registered.add(instance.id);
    return registry.register(instance);
  });
  link.answer('registry.deregister', (id) => {
    registered.delete(id);
    return registry.deregister(id);
  });
  link.answer('registry.find', (service) => registry.find(service));
  link.hear('registry.watch', ({ watch, service }) => {
    watches.set(
      watch,
      registry.watch(service, (instances) => link.tell('registry.changed', { watch, instances })),
    );
  });
  link.hear('registry.stop', (watch) => {
    watches.get(watch)?.();
    watches.delete(watch);
  });
  return async () => {
    for (const stop of watches.values()) stop();
    await Promise.all([...registered].map((id) => registry.deregister(id)));
  };
}
