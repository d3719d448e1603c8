import type { Presence, PresenceWatch } from '@maru/ports';
import type { Link } from '../link/link.js';

/** Lets a worker take part in the presence of this process. Whoever was there only through it departs with it. */
export function hostPresence(link: Link, presence: Presence): () => Promise<void> {
  const watches = new Map<number, PresenceWatch>();
  const arrived = new Map<string, Set<number>>();
  link.answer('presence.arrive', ({ gatewayId, userId }) => {
    arrived.set(gatewayId, (arrived.get(gatewayId) ?? new Set()).add(userId));
    return presence.arrive(gatewayId, userId);
  });
  link.answer('presence.depart', ({ gatewayId, userId }) => {
    arrived.get(gatewayId)?.delete(userId);
    return presence.depart(gatewayId, userId);
  });
  link.answer('presence.find', async (userIds) => [...(await presence.find(userIds))]);
  link.hear('presence.watch', ({ watch, gatewayId }) => {
    watches.set(
      watch,
      presence.watch(gatewayId, (change) => link.tell('presence.changed', { watch, change })),
    );
  });
  link.hear('presence.add', ({ watch, userId }) => watches.get(watch)?.add(userId));
  link.hear('presence.remove', ({ watch, userId }) => watches.get(watch)?.remove(userId));
  link.hear('presence.stop', (watch) => {
    watches.get(watch)?.stop();
    watches.delete(watch);
  });
  return async () => {
    for (const watch of watches.values()) watch.stop();
    const leaving = [...arrived].flatMap(([gatewayId, userIds]) => [...userIds].map((userId) => presence.depart(gatewayId, userId)));
    await Promise.all(leaving);
  };
}
