/** `npm run cluster -- …`, as somebody at a terminal calls it. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../../../../tools/cluster.mjs', import.meta.url));

/** Answers with what it printed. */
export function runCluster(words: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = spawn(process.execPath, [command, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  child.on('error', reject).on('close', (code) => {
    if (code === 0) resolve(printed);
    else reject(new Error(`cluster ${words.join(' ')}: ${printed}`));
  });
  return promise;
}
