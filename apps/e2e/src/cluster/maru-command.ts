/** `maru` as an operator calls it, in a process of its own, with the settings of the cluster under test. Needs a build. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../cli/dist/main.js', import.meta.url));

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; words: string }>;
}

export function maru(words: readonly string[], env: NodeJS.ProcessEnv = process.env): Running {
  const child = spawn(process.execPath, [program, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number | null; words: string }>();
  child.on('error', reject).on('close', (code) => resolve({ code, words: printed }));
  return { child, ended: promise };
}
