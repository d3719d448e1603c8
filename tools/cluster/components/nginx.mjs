import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, portsOf } from '../addresses.mjs';
import { component } from '../component.mjs';
import { fill } from '../fill.mjs';
import { built, findProgram } from '../install/installed.mjs';
import { needs } from '../install/needs.mjs';

/** The cluster's one address, and who tells it which instances are healthy. @param {import('../place.mjs').Place} place */
export function nginx(place) {
  const { consul } = portsOf(place);
  const deploy = join(place.root, 'deploy', 'nginx');
  const nginxFolder = join(place.state, 'nginx');
  const upstreams = join(nginxFolder, 'upstreams.conf');
  const program = findProgram('nginx') ?? 'nginx';
  const args = ['-p', nginxFolder, '-e', 'error.log', '-c', 'nginx.conf'];

  return [
    component({
      name: 'consul-template',
      group: 'nginx',
      after: ['consul'],
      needs: [needs.consulTemplate],
      prepare(folder) {
        mkdirSync(join(nginxFolder, 'tmp'), { recursive: true });
        rmSync(upstreams, { force: true });
        const values = {
          CONSUL: at(consul),
          TEMPLATE: join(deploy, 'upstreams.ctmpl'),
          NGINX_FOLDER: nginxFolder,
          NGINX: [program, ...args].join(' '),
        };
        writeFileSync(join(folder, 'consul-template.hcl'), fill(join(deploy, 'consul-template.hcl'), values));
      },
      command: (folder) => ({
        program: built(place, 'consul-template'),
        args: ['-config', join(folder, 'consul-template.hcl'), '-pid-file', join(folder, 'own.pid')],
      }),
      ready: async () => existsSync(upstreams),
    }),
    component({
      name: 'nginx',
      group: 'nginx',
      after: ['consul-template'],
      needs: [needs.nginx],
      port: place.port,
      prepare(folder) {
        const values = { PORT: place.port, TLS: '', CERTIFICATE: '' };
        writeFileSync(join(folder, 'nginx.conf'), fill(join(deploy, 'nginx.conf'), values));
      },
      command: () => ({ program, args }),
      ready: async () => (await fetch(`http://127.0.0.1:${place.port}/nginx-health`, { signal: AbortSignal.timeout(1_000) })).ok,
    }),
  ];
}
