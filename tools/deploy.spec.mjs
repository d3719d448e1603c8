import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { services as upstreams } from '../deploy/docker/upstreams.mjs';
import { root } from './setup.mjs';

const folder = join(root, 'deploy');
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
const atTheTop = ['docker-compose.yml', 'Dockerfile', '.env.example'];
const settings = new Set(readFileSync(join(root, 'docs', 'configuration.md'), 'utf8').match(/\bMARU_[A-Z_]+/g));
/** @param {string} file */
const read = (file) => readFileSync(join(atTheTop.includes(file) ? root : folder, file), 'utf8');

describe('deploy', () => {
  it('has files', () => {
    expect(files.length).toBeGreaterThan(2);
  });

  it.each([...files, ...atTheTop])('%s names only settings that exist', (file) => {
    const named = read(file).match(/\bMARU_[A-Z_]+/g) ?? [];
    expect(named.filter((name) => !settings.has(name))).toEqual([]);
  });
});

/**
 * @typedef {{
 *   image: string, command?: string[], ports?: string[], user?: string, read_only?: boolean, cap_drop?: string[], volumes?: string[], healthcheck?: object, restart?: string,
 *   deploy?: { resources: { limits: { memory: string } } }, environment?: Record<string, unknown>, depends_on?: Record<string, { condition: string }>
 * }} ComposeService
 */
const clusterFile = 'docker-compose.yml';
const embeddedFile = 'docker/docker-compose.embedded.yml';

/** @param {string} file @returns {{ services: Record<string, ComposeService>, volumes: Record<string, unknown> }} */
const compose = (file) => parse(read(file), { merge: true, maxAliasCount: -1 });

describe('the cluster in containers', () => {
  const { services, volumes } = compose(clusterFile);
  const all = Object.entries(services);
  const steps = ['tls-set-up', 'database-set-up', 'redis-set-up'];
  const ours = all.filter(([, { environment = {} }]) => 'MARU_KAFKA' in environment);

  it('has each process of ours, and tells it where all components are', () => {
    const needed = [...settings].filter((name) => new RegExp(`\`${name}\` \\|[^|]*\\| *\\|`).test(clusterSection()));
    expect(needed.length).toBeGreaterThan(5);
    const apps = ours.map(([, { command = [] }]) => String(command[0]));
    expect(apps.toSorted()).toEqual(['auth', 'channel', 'connection', 'gateway', 'message', 'push-mock']);
    expect(apps.filter((app) => !existsSync(join(root, 'apps', app, 'src', 'main.ts')))).toEqual([]);
    for (const [, { environment = {} }] of ours) expect(needed.filter((name) => !(name in environment))).toEqual([]);
  });

  it.each(ours)('gives %s no setting that its process does not know', async (_, { command = [], environment = {} }) => {
    const main = readFileSync(join(root, 'apps', String(command[0]), 'src', 'main.ts'), 'utf8');
    const [, exported = '', module = ''] = /import \{ (\w+) \} from '(@maru\/(?!runtime)[\w-]+)'/.exec(main) ?? [];
    const { [exported]: service } = await import(module);
    const { clustered, judgeSettings } = await import('@maru/runtime');
    const given = Object.entries(environment).map(([name, value]) => [name, String(value).replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1')]);
    expect(judgeSettings([service], clustered, Object.fromEntries(given))).toEqual([]);
    expect(judgeSettings([service], clustered, { ...Object.fromEntries(given), MARU_NO_SUCH: '1' })).toHaveLength(1);
  });

  it('publishes Nginx alone', () => {
    expect(all.flatMap(([name, { ports }]) => (ports === undefined ? [] : [name]))).toEqual(['nginx']);
  });

  it('waits for what is healthy, or done, and looks after what goes on', () => {
    for (const [name, { depends_on: needs = {}, healthcheck, restart }] of all) {
      expect([name, healthcheck !== undefined, restart]).toEqual(
        steps.includes(name) ? [name, false, undefined] : [name, true, 'unless-stopped'],
      );
      for (const [needed, { condition }] of Object.entries(needs)) {
        expect(services).toHaveProperty(needed);
        expect(condition).toBe(steps.includes(needed) ? 'service_completed_successfully' : 'service_healthy');
      }
    }
  });

  it('mounts files that are there, and volumes that are declared', () => {
    const mounted = all.flatMap(([, { volumes: mounts = [] }]) => mounts.map((mount) => mount.split(/:(?=\/)/)[0] ?? ''));
    const given = mounted.filter((source) => !source.startsWith('${'));
    const missing = given.filter((source) => !(source.startsWith('.') ? existsSync(join(root, source)) : source in volumes));
    expect(given.length).toBeGreaterThan(10);
    expect(missing).toEqual([]);
  });

  it('asks Consul for names under which services are registered', () => {
    expect(upstreams).toEqual(['gateway', 'auth']);
    expect(ours.map(([name]) => name)).toEqual(expect.arrayContaining(upstreams));
  });

  it('gives nothing that goes on more memory than it is meant to have', () => {
    const unlimited = all.filter(([, { deploy }]) => deploy?.resources.limits.memory === undefined).map(([name]) => name);
    expect(unlimited.toSorted()).toEqual(steps.toSorted());
  });

  it('lets what the network reaches, and what is ours, do little', () => {
    const exposed = all.filter(([name, { image }]) => name === 'nginx' || image === '${IMAGE:-maru}');
    expect(exposed.length).toBe(8);
    for (const [, service] of exposed) expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    expect(services['nginx']?.user).toBe('101:101');
    expect(
      read('Dockerfile')
        .match(/^USER .+$/gm)
        ?.at(-1),
    ).toBe('USER node');
  });
});

it('everything that a composition takes from its environment is in .env.example', () => {
  const known = read('.env.example').match(/^(?:# )?[A-Z_]+(?==)/gm) ?? [];
  const documented = new Set(known.map((name) => name.replace('# ', '')));
  const machine = ['HOME', 'XDG_CACHE_HOME'];
  const taken = new Set([...`${read(clusterFile)}${read(embeddedFile)}`.matchAll(/(?<!\$)\$\{([A-Z_]+)/g)].map(([, name]) => String(name)));
  expect([...taken].filter((name) => !documented.has(name) && !machine.includes(name))).toEqual([]);
  expect([...documented].filter((name) => !taken.has(name))).toEqual([]);
});

/** The rows of the cluster's shape. A setting without a start value must be set. */
function clusterSection() {
  return /## The cluster shape\n([^]*?)\n## /.exec(readFileSync(join(root, 'docs', 'configuration.md'), 'utf8'))?.[1] ?? '';
}
