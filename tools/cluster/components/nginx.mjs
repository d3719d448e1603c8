import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { run } from '../../setup/run.mjs';
import { SetupError } from '../../setup/setup-error.mjs';
import { at, portsOf } from '../addresses.mjs';
import { component } from '../component.mjs';
import { fill } from '../fill.mjs';
import { built, findProgram } from '../install/installed.mjs';
import { needs } from '../install/needs.mjs';

/** @typedef {import('../place.mjs').Place} Place */

/** The cluster's one address, and who tells it which instances are healthy. @param {Place} place */
export function nginx(place) {
  const { consul } = portsOf(place);
  const deploy = join(place.root, 'deploy', 'nginx');
  const nginxFolder = join(place.state, 'nginx');
  const upstreams = join(nginxFolder, 'upstreams.conf');
  const program = findProgram('nginx') ?? 'nginx';
  const args = ['-p', nginxFolder, '-e', 'stderr', '-c', 'nginx.conf'];

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
      needs: [needs.nginx, ...(place.tls ? [needs.openssl] : [])],
      port: place.port,
      prepare: (folder) => configure(place, folder),
      command: () => ({ program, args }),
      ready: async () => (await health(place)) === 200,
    }),
  ];
}

/** Writes all of Nginx's configuration but its upstreams. @param {Pick<Place, 'root' | 'port' | 'tls'>} place @param {string} folder */
export async function configure({ root, port, tls }, folder) {
  const deploy = join(root, 'deploy', 'nginx');
  const certificates = join(folder, 'tls');
  mkdirSync(join(folder, 'tmp'), { recursive: true });
  const size = { WORKERS: Math.min(availableParallelism(), 4), CONNECTIONS: Math.min(files(), 32_768) };
  writeFileSync(join(folder, 'nginx.conf'), fill(join(deploy, 'nginx.conf'), size));
  const listen = fill(join(deploy, tls ? 'listen-tls.conf' : 'listen-plain.conf'), { PORT: port, CERTIFICATES: certificates });
  writeFileSync(join(folder, 'listen.conf'), listen);
  if (!tls) return;
  const { code, output } = await run('bash', [join(deploy, 'certificate.sh'), certificates], { cwd: root });
  if (code !== 0) throw new SetupError(`openssl makes no certificate:\n${output}`);
}

/** How many files a process may open here: Node has raised its own limit to the hard one, and a child inherits it. */
function files() {
  const limits = readFileSync('/proc/self/limits', 'utf8');
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 1_024);
}

/** @param {Place} place @returns {Promise<number | undefined>} the status that it answers with */
async function health({ state, port, tls }) {
  const url = `http${tls ? 's' : ''}://127.0.0.1:${port}/nginx-health`;
  if (!tls) return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).status;
  const ca = readFileSync(join(state, 'nginx', 'tls', 'fullchain.pem'));
  return await new Promise((resolve, reject) => {
    const request = get(url, { ca, timeout: 1_000, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    request.on('timeout', () => request.destroy(new Error('no answer'))).on('error', reject);
  });
}
