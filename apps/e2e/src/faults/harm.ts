/** How a fault is done. */
import { setTimeout as sleep } from 'node:timers/promises';
import { allTopics } from '@maru/contracts';
import type { Cluster } from './cluster.js';
import type { Fault } from './faults.js';
import type { Groups } from './groups.js';

export interface Harming {
  readonly cluster: Cluster;
  readonly groups: Groups;
  readonly victim: string;
  readonly awayMs: number;
  /** The moment from which on an ack is waited for: what was killed is gone. */
  readonly begun: () => void;
}

/** Resolves when all are there again, with what was wrong. */
export const harm: Record<Fault['how'], (harming: Harming) => Promise<readonly string[]>> = {
  async kill({ cluster, victim, awayMs, begun }) {
    await cluster.kill(victim);
    begun();
    await sleep(awayMs);
    await cluster.start(victim);
    return [];
  },

  async freeze({ cluster, victim, awayMs, begun }) {
    await cluster.freeze(victim);
    begun();
    await sleep(awayMs);
    await cluster.thaw(victim);
    return [];
  },

  /** Its partitions are another's twice, in the middle of batches. */
  async stop({ cluster, victim, awayMs, begun }) {
    begun();
    await cluster.stop(victim);
    await sleep(awayMs);
    await cluster.start(victim);
    return [];
  },

  async roll({ cluster, begun }) {
    const { services } = await cluster.where();
    begun();
    for (const service of services) {
      await cluster.stop(service);
      await cluster.start(service);
    }
    return [];
  },

  /** A topic has its groups' members stopped, who begin again with all of it. */
  async replay({ cluster, groups, begun }) {
    const { services } = await cluster.where();
    const wrong: string[] = [];
    begun();
    for (const { name: topic } of allTopics) {
      const groupIds = await groups.readersOf(topic);
      const readers = services.filter((service) => groupIds.some((groupId) => service.startsWith(`${groupId.split('.')[0]}-`)));
      await cluster.stop(...readers);
      await groups.beginAgain(groupIds);
      await cluster.start(...readers);
      for (const [groupId, lag] of await groups.lags(groupIds)) if (lag > 0) wrong.push(`${groupId} has ${lag} records of ${topic} left`);
    }
    return wrong;
  },
};
