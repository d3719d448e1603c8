import { availableParallelism } from 'node:os';

/** One core is for the services, and for the kernel that carries what all of them say. Beyond so many the services are what is waited for. */
const MOST = 8;

/** On two cores the clients, the kernel and the services fill the second one already (docs/adr/0012). */
export function usefulWorkers(cores = availableParallelism()): number {
  return cores <= 2 ? 0 : Math.min(cores - 1, MOST);
}
