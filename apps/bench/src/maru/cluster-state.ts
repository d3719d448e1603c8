/** What `npm run cluster` knows of its cluster: where its components are, and which processes they are. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import type { ServerProcesses } from './running-maru.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

export class ClusterState {
  private constructor(
    readonly settings: NodeJS.Dict<string>,
    /** By kind: `gateway-1` and `gateway-2` are gateways. */
    readonly processes: ServerProcesses,
  ) {}

  static read(): ClusterState {
    const settings = parseEnv(execFileSync(process.execPath, [join(root, 'tools', 'cluster.mjs'), 'settings'], { encoding: 'utf8' }));
    const processes = processesIn(resolve(root, process.env['CLUSTER_STATE'] ?? join('.cache', 'cluster')));
    if (processes.size === 0) throw new Error('no cluster runs here: MARU_LIMITS=relaxed npm run cluster -- up');
    return new ClusterState(settings, processes);
  }
}

function processesIn(state: string): ServerProcesses {
  const found = new Map<string, number[]>();
  for (const name of existsSync(state) ? readdirSync(state) : []) {
    const file = join(state, name, 'pid');
    if (!existsSync(file)) continue;
    const pid = Number(readFileSync(file, 'utf8').split(' ')[0]);
    if (!existsSync(`/proc/${pid}`)) continue;
    const kind = name.replace(/-\d+$/, '');
    found.set(kind, [...(found.get(kind) ?? []), pid]);
  }
  return found;
}
