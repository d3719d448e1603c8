/** nats-server, from Debian: fetched into the cache folder, not installed. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { cacheFolder } from '../measure/cache-folder.js';
import type { RunningPeer } from './peers.js';

const PORT = 24_222;

/** Undefined where Debian's registry has none for us. */
export async function startNatsServer(): Promise<RunningPeer | undefined> {
  const program = natsServer();
  if (program === undefined) return undefined;
  const child = spawn(program, ['-a', '127.0.0.1', '-p', String(PORT)], { stdio: 'ignore' });
  for (let attempt = 0; attempt < 100 && !(await answers()); attempt++) await wait(50);
  return { port: PORT, pid: child.pid ?? 0, close: async () => void child.kill('SIGKILL') };
}

function natsServer(): string | undefined {
  const folder = cacheFolder('nats-server');
  const program = join(folder, 'usr', 'sbin', 'nats-server');
  if (existsSync(program)) return program;
  try {
    execFileSync('apt-get', ['download', 'nats-server'], { cwd: folder, stdio: 'pipe' });
    const [file] = readdirSync(folder).filter((name) => name.endsWith('.deb'));
    execFileSync('dpkg', ['-x', file ?? '', folder], { cwd: folder, stdio: 'pipe' });
  } catch (error) {
    process.stderr.write(`no nats-server here: ${error instanceof Error ? error.message : String(error)}\n`);
    return undefined;
  }
  return existsSync(program) ? program : undefined;
}

function answers(): Promise<boolean> {
  return new Promise((resolve) => {
    const line = connect({ port: PORT, host: '127.0.0.1' });
    line.on('data', () => {
      line.destroy();
      resolve(true);
    });
    line.on('error', () => resolve(false));
  });
}
