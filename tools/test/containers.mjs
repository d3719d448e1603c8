import { spawnSync } from 'node:child_process';
import { root } from '../setup.mjs';

/** Of each component one that stands for its kind. */
const kinds = ['kafka', 'redis-1', 'consul', 'core-primary', 'proxy-1'];

/** Where an engine answers that has the components' images, the contract suites take containers. */
export async function hasImages() {
  // Installed by now, which it is not when this file is read on a bare clone.
  const { composition } = await import('../cluster/composition.mjs');
  const service = composition(root);
  const images = new Set(kinds.map((name) => service(name).image));
  return spawnSync('docker', ['image', 'inspect', ...images], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}
