import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem, type } from 'node:os';

function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8' }).trim();
}

export function machine() {
  const changed = git('status', '--porcelain', '--', 'libs', 'apps/bench', 'apps/maru') === '' ? '' : ' (with changes)';
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    commit: git('rev-parse', '--short', 'HEAD') + changed,
    at: new Date().toISOString(),
  };
}
