import type { KeyValue } from '@maru/ports';
import type { Link } from '../link/link.js';

type Operation = (...args: readonly unknown[]) => Promise<unknown>;

/**
 * Lets a worker use the keys of this process. Fields of a hash that bear the name of one of its gateways are what that gateway tells of
 * itself (how many sockets somebody has there): they go when it goes.
 */
export function hostKeyValue(link: Link, keyValue: KeyValue, isGateway: (name: string) => boolean): () => Promise<void> {
  const told = new Map<string, string>();
  link.answer('key-value', async ({ operation, args }) => {
    const [key, field] = args;
    if (typeof key === 'string' && typeof field === 'string' && isGateway(field)) {
      if (operation === 'hashSet') told.set(key, field);
      if (operation === 'hashDelete') told.delete(key);
    }
    const found = await Reflect.apply(keyValue[operation as keyof KeyValue] as Operation, keyValue, args);
    return found instanceof Map ? [...found] : found;
  });
  return async () => {
    await Promise.all([...told].map(([key, field]) => keyValue.hashDelete(key, field)));
    told.clear();
  };
}
