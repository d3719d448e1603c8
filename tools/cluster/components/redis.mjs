import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../setup/run.mjs';
import { SetupError } from '../../setup/setup-error.mjs';
import { portsOf } from '../addresses.mjs';
import { ask } from '../ask.mjs';
import { component } from '../component.mjs';
import { fill } from '../fill.mjs';
import { findProgram } from '../install/installed.mjs';
import { needs } from '../install/needs.mjs';

const slots = 16_384;

/** Six nodes, and the step that makes one cluster of them: three masters with a replica each. @param {import('../place.mjs').Place} place */
export function redis(place) {
  const { redis: ports } = portsOf(place);
  const template = join(place.root, 'deploy', 'redis', 'redis.conf');
  const [first = 0] = ports;

  const nodes = ports.map((port, index) =>
    component({
      name: `redis-${index + 1}`,
      group: 'redis',
      after: [],
      needs: [needs.redis],
      port,
      prepare: (folder) => writeFileSync(join(folder, 'redis.conf'), fill(template, { PORT: port, BUS_PORT: port + 10, FOLDER: folder })),
      command: (folder) => ({ program: findProgram('redis-server') ?? 'redis-server', args: [join(folder, 'redis.conf')] }),
      ready: async () => (await ask(port, 'PING\r\n')).toString().startsWith('+PONG'),
    }),
  );

  const cluster = component({
    name: 'redis-cluster',
    group: 'redis',
    after: nodes.map(({ name }) => name),
    needs: [needs.redis],
    async make() {
      if ((await cli(first, 'cluster', 'info')).includes(`cluster_slots_assigned:${slots}`)) return;
      const addresses = ports.map((port) => `127.0.0.1:${port}`);
      await cli(first, '--cluster', 'create', ...addresses, '--cluster-replicas', '1', '--cluster-yes');
    },
    /** Each node sees all slots served, and each replica its master. */
    async ready() {
      const states = ports.map(async (port) => {
        const info = await cli(port, 'cluster', 'info');
        const role = await cli(port, 'info', 'replication');
        const isLinked = role.includes('role:master') || role.includes('master_link_status:up');
        return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${ports.length}`) && isLinked;
      });
      return (await Promise.all(states)).every(Boolean);
    },
  });
  return [...nodes, cluster];
}

/** @param {number} port @param {string[]} args */
async function cli(port, ...args) {
  const { code, output } = await run(findProgram('redis-cli') ?? 'redis-cli', ['-p', String(port), ...args], { cwd: '/' });
  if (code !== 0) throw new SetupError(`redis-cli ${args.join(' ')}: ${output}`);
  return output;
}
