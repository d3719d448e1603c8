/** The cluster that is up on this machine, by the command that brought it up. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../../../../tools/cluster.mjs', import.meta.url));

type Signal = 'KILL' | 'STOP' | 'CONT';

export const cluster = {
  signal: (name: string, signal: Signal) => ask('kill', name, '--signal', signal),
  start: (name: string) => ask('start', name),
};

function ask(...args: string[]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Who comes back has the limits that the others have: a steady load of a few people is over what one may ask by hand.
  const env = { ...process.env, MARU_LIMITS: 'relaxed' };
  const child = spawn(process.execPath, [command, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (words += data.toString()));
  child.on('error', reject);
  child.on('close', (code) => {
    if (code === 0) resolve();
    else reject(new Error(`cluster ${args.join(' ')}: ${words.trim()}`));
  });
  return promise;
}
