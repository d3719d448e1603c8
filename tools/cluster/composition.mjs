import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/**
 * A service of docker-compose.yml, as far as it can be started by itself.
 * @typedef {object} Service
 * @property {string} image
 * @property {string[]} command
 * @property {string[]} entrypoint
 * @property {Record<string, string>} environment
 * @property {string[]} health the command that says whether it is well
 * @property {{ source: string, target: string }[]} files mounted from here; its volumes are not among them
 */

/**
 * The services of docker-compose.yml, with what `.env.example` calls the start values.
 * @param {string} root
 * @param {Record<string, string | undefined>} [env]
 * @returns {(name: string) => Service}
 */
export function composition(root, env = process.env) {
  const { services } = parse(fillIn(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), env), { merge: true, maxAliasCount: -1 });
  return (name) => {
    const { image, command = [], entrypoint = [], environment = {}, healthcheck, volumes = [] } = services[name];
    return {
      image,
      command: command.map(String),
      entrypoint,
      environment: Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, String(value)])),
      health: healthcheck?.test.slice(1) ?? [],
      files: volumes.flatMap((/** @type {string} */ volume) => {
        const [source = '', target = ''] = volume.split(':');
        return /^[./]/.test(source) ? [{ source: join(source.startsWith('.') ? root : '/', source), target }] : [];
      }),
    };
  };
}

/** As Compose does it: `${NAME:-otherwise}`, one within another, too. @param {string} text @param {Record<string, string | undefined>} env */
export function fillIn(text, env) {
  const innermost = /(?<!\$)\$\{(\w+)(?::-([^${}]*))?\}/g;
  for (let now = text; ;) {
    const next = now.replaceAll(innermost, (_, /** @type {string} */ name, otherwise = '') => env[name] || otherwise);
    if (next === now) return next.replaceAll('$$', '$');
    now = next;
  }
}
