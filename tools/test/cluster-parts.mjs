import { join } from 'node:path';
import { root } from '../setup.mjs';
import { run } from '../setup/run.mjs';
import { hasImages } from './containers.mjs';
import { counted, left } from './summary.mjs';
import { TWICE, vitest } from './vitest.mjs';

/** A cluster of the tests' own: they empty its tables, and kill its processes. */
const port = 24_080;
const place = { CLUSTER_STATE: join(root, '.cache', 'cluster-tests'), CLUSTER_BASE_PORT: '24000' };
const url = `http://127.0.0.1:${port}`;
const ROUNDS = '20';
const onComponents = ['--config', 'vitest.cluster.config.ts'];
/** It brings the services up, and wants databases in which nobody else is. */
const ALONE = 'move-house.cluster.spec.ts';

/**
 * The contracts of the ports, on the components alone: containers where there is Docker, native ones elsewhere.
 * @param {string} node @param {string} reports
 */
export const adapters = async (node, reports) =>
  cleanly(node, async () => {
    const inContainers = process.env['CLUSTER_COMPONENTS'] === 'docker' || (await hasImages());
    const env = { ...place, CLUSTER_COMPONENTS: inContainers ? 'docker' : 'native' };
    const shared = await vitest('adapters', [...onComponents, '--exclude', `**/${ALONE}`], env)(node, reports);
    const alone = await vitest('alone', [...onComponents, ALONE], { ...place, CLUSTER_COMPONENTS: 'native' })(node, reports);
    const result = { passed: shared.passed + alone.passed, failed: [...shared.failed, ...alone.failed] };
    return inContainers ? { ...result, on: 'the images of docker-compose.yml (containers)' } : result;
  });

const selection = ['--exclude', '**/*.embedded.spec.ts', '--exclude', '**/*.cluster.spec.ts', '--exclude', '**/faults/**'];
/** The same scenarios, through Nginx. They wait for Kafka more than they work, so several share the cluster. @param {string} node @param {string} reports */
export const inTheCluster = async (node, reports) =>
  withCluster(node, () =>
    vitest('cluster', ['--dir', 'apps/e2e', '--maxWorkers=3', TWICE, ...selection], { MARU_E2E_URL: url })(node, reports),
  );

/** @param {string} node */
export const faults = async (node) =>
  withCluster(node, async () => {
    const { output } = await tool(node, 'faults.mjs', ['--rounds', ROUNDS, '--seed', String(Date.now() % 2 ** 31), '--url', url]);
    return counted('faults', output);
  });

/** All of it, with limits that tests do not meet. @param {string} node @param {() => Promise<import('./summary.mjs').Result>} work */
async function withCluster(node, work) {
  return cleanly(node, async () => {
    const { code } = await tool(node, 'cluster.mjs', ['up', '--base-port', place.CLUSTER_BASE_PORT, '--port', String(port)]);
    if (code === 0) return work();
    await tool(node, 'cluster.mjs', ['logs']);
    return { passed: 0, failed: ['the cluster did not come up'] };
  });
}

/**
 * Begins and ends with nothing. Where the components are not there and cannot be installed, nothing runs, which is a failure in CI.
 * @param {string} node @param {() => Promise<import('./summary.mjs').Result>} work
 * @returns {Promise<import('./summary.mjs').Result>}
 */
async function cleanly(node, work) {
  const { code, output } = await tool(node, 'cluster.mjs', ['install']);
  if (code !== 0) return left(output.trim());
  await tool(node, 'cluster.mjs', ['down', '--wipe']);
  try {
    return await work();
  } finally {
    await tool(node, 'cluster.mjs', ['down', '--wipe']);
  }
}

/** @param {string} node @param {string} file @param {string[]} args */
async function tool(node, file, args) {
  return run(node, [join(root, 'tools', file), ...args], {
    cwd: root,
    env: { ...process.env, ...place, MARU_LIMITS: 'relaxed', MARU_DIALECTS: 'rooms,chat-room,stomp' },
    echo: true,
  });
}
