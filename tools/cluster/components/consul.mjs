import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { portsOf } from '../addresses.mjs';
import { component } from '../component.mjs';
import { fill } from '../fill.mjs';
import { built } from '../install/installed.mjs';
import { needs } from '../install/needs.mjs';

/** @param {import('../place.mjs').Place} place */
export function consul(place) {
  const { consul: port, consulSerf, consulServer } = portsOf(place);
  return [
    component({
      name: 'consul',
      group: 'consul',
      after: [],
      needs: [needs.consul],
      port,
      prepare(folder) {
        const values = { PORT: port, SERF_PORT: consulSerf, SERVER_PORT: consulServer };
        writeFileSync(join(folder, 'consul.hcl'), fill(join(place.root, 'deploy', 'consul', 'consul.hcl'), values));
      },
      command: (folder) => ({
        program: built(place, 'consul'),
        args: ['agent', '-config-file', join(folder, 'consul.hcl'), '-data-dir', join(folder, 'data')],
        env: { ...process.env, GOMEMLIMIT: '128MiB', GOGC: '50' },
      }),
      /** It names a leader. */
      async ready() {
        const leader = await fetch(`http://127.0.0.1:${port}/v1/status/leader`, { signal: AbortSignal.timeout(1_000) });
        return leader.ok && (await leader.json()) !== '';
      },
    }),
  ];
}
