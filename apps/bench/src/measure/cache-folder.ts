/** Outside of the checkout: what a second run need not make again. */
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export function cacheFolder(...names: string[]): string {
  const folder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'maru', 'bench', ...names);
  mkdirSync(folder, { recursive: true });
  return folder;
}
