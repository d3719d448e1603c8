/** Vitest's global setup as in test-setup.mjs, with containers for components: `CLUSTER_COMPONENTS=docker`. */
import { startContainers } from './containers.mjs';

/** @type {Awaited<ReturnType<typeof startContainers>> | undefined} */
let running;

export async function setup() {
  const only = process.env['CLUSTER_ONLY']?.split(',').filter(Boolean);
  running = await startContainers(only, (line) => console.log(line));
  Object.assign(process.env, running.settings);
}

export async function teardown() {
  await running?.stop();
}
