import { spawnSync } from 'node:child_process';
import { findProgram } from '../cluster/install/installed.mjs';
import { needs } from '../cluster/install/needs.mjs';

/** @type {Record<string, () => string>} */
const versions = {
  kafka: () => needs.kafka.what,
  shardingsphere: () => needs.shardingsphere.what,
  consul: () => needs.consul.what,
  mariadb: () => `MariaDB ${asked('mariadbd', ['--version'], /Ver ([\d.]+)/)}`,
  redis: () => `Redis ${asked('redis-server', ['--version'], /v=([\d.]+)/)}`,
  nginx: () => `Nginx ${asked('nginx', ['-v'], /nginx\/([\d.]+)/)}`,
  chromium: () => `Chromium ${asked('chromium', ['--version'], /([\d.]+)/)}`,
};

/** What tests of real components ran on. @param {string[]} names */
export function programs(names) {
  return `${names.map((name) => versions[name]?.() ?? name).join(', ')} (native)`;
}

/** @param {string} program @param {string[]} args @param {RegExp} version */
function asked(program, args, version) {
  const found = findProgram(program);
  if (found === undefined) return 'not found';
  const { stdout, stderr } = spawnSync(found, args, { encoding: 'utf8' });
  return version.exec(`${stdout}${stderr}`)?.[1] ?? 'of an unknown version';
}
