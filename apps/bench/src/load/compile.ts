/** Builds the receiver with the system's C compiler, once for each of its versions. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../measure/cache-folder.js';

const source = fileURLToPath(new URL('../../src/load/receiver.c', import.meta.url));

/** Undefined where there is no compiler. */
export function compiledReceiver(): string | undefined {
  const version = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 12);
  const program = join(cacheFolder(), `receiver-${version}`);
  if (existsSync(program)) return program;
  const half = `${program}.${process.pid}`;
  try {
    execFileSync('gcc', ['-O2', '-o', half, source], { stdio: 'pipe' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  renameSync(half, program);
  return program;
}
