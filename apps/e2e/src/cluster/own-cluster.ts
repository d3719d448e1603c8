/** A cluster, or parts of one, of a test's own: on ports and in a folder that nobody else has. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCluster } from './run-cluster.js';

export class OwnCluster {
  private readonly state = mkdtempSync(join(tmpdir(), 'maru-cluster-'));

  constructor(private readonly basePort: number) {}

  /** Answers with what it printed. */
  run(...words: string[]): Promise<string> {
    const own = { CLUSTER_STATE: this.state, CLUSTER_BASE_PORT: String(this.basePort), MARU_LIMITS: 'relaxed' };
    return runCluster(words, { ...withoutOurs(), ...own });
  }

  /** For a process of Maru. */
  async settings(): Promise<Record<string, string>> {
    const lines = (await this.run('settings')).split('\n').filter((line) => line.startsWith('MARU_'));
    return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  }

  async close(): Promise<void> {
    await this.run('down', '--wipe');
  }
}

/** The settings of the shell, and those of the cluster that other tests share, are not these ones. */
function withoutOurs(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('MARU_') && !name.startsWith('CLUSTER_')));
}
