import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from './setup.mjs';

const folder = join(root, 'deploy');
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
const settings = new Set(readFileSync(join(root, 'docs', 'configuration.md'), 'utf8').match(/\bMARU_[A-Z_]+/g));
/** @param {string} file */
const read = (file) => readFileSync(join(folder, file), 'utf8');

describe('deploy', () => {
  it('has files', () => {
    expect(files.length).toBeGreaterThan(2);
  });

  it.each(files)('%s names only settings that exist', (file) => {
    const named = read(file).match(/\bMARU_[A-Z_]+/g) ?? [];
    expect(named.filter((name) => !settings.has(name))).toEqual([]);
  });
});

/**
 * @typedef {{
 *   image: string, command?: string[], ports?: string[], volumes?: string[], healthcheck?: object, restart?: string,
 *   environment?: Record<string, unknown>, depends_on?: Record<string, { condition: string }>
 * }} ComposeService
 */
const clusterFile = 'docker/docker-compose.yml';
const embeddedFile = 'docker/docker-compose.embedded.yml';

/** @param {string} file @returns {{ services: Record<string, ComposeService>, volumes: Record<string, unknown> }} */
const compose = (file) => parse(read(file), { merge: true, maxAliasCount: -1 });

describe('the cluster in containers', () => {
  const { services, volumes } = compose(clusterFile);
  const all = Object.entries(services);
  const ours = all.filter(([, { environment = {} }]) => 'MARU_KAFKA' in environment);

  it('has each process of ours, and tells it where all components are', () => {
    const needed = [...settings].filter((name) => new RegExp(`\`${name}\` \\|[^|]*\\| *\\|`).test(clusterSection()));
    expect(needed.length).toBeGreaterThan(5);
    const apps = ours.map(([, { command = [] }]) => String(command[0]));
    expect(apps.toSorted()).toEqual(['auth', 'channel', 'connection', 'gateway', 'message', 'push-mock']);
    expect(apps.filter((app) => !existsSync(join(root, 'apps', app, 'src', 'main.ts')))).toEqual([]);
    for (const [, { environment = {} }] of ours) expect(needed.filter((name) => !(name in environment))).toEqual([]);
  });

  it('publishes Nginx alone', () => {
    expect(all.flatMap(([name, { ports }]) => (ports === undefined ? [] : [name]))).toEqual(['nginx']);
  });

  it('waits for what is healthy, or done, and looks after what goes on', () => {
    const steps = ['database-set-up', 'redis-set-up'];
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
    const missing = given.filter((source) => !(source.startsWith('.') ? existsSync(join(folder, 'docker', source)) : source in volumes));
    expect(given.length).toBeGreaterThan(10);
    expect(missing).toEqual([]);
  });

  it('asks Consul for names under which services are registered', () => {
    const names = [...read('docker/nginx/maru.conf.template').matchAll(/maru-([a-z]+)\.service\.consul/g)].map(([, name]) => name);
    expect(names).toEqual(['gateway', 'auth']);
    expect(ours.map(([name]) => name)).toEqual(expect.arrayContaining(names));
  });
});

it('everything that a composition takes from its environment is in .env.example', () => {
  const known = read('docker/.env.example').match(/^(?:# )?[A-Z_]+(?==)/gm) ?? [];
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
