/** Where this machine's Chromium is; where it has none and we may, it is installed. `node apps/web/browser/chromium.mjs` prints the path. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];

export function chromium(): string {
  const named = process.env['CHROMIUM'];
  const found = named ?? places.find((path) => existsSync(path));
  if (found !== undefined) return found;
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk', 'fonts-noto-color-emoji']]) {
    spawnSync('apt-get', args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  }
  const installed = places.find((path) => existsSync(path));
  if (installed === undefined) throw new Error('No Chromium here: install one, or name it in CHROMIUM.');
  return installed;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) process.stdout.write(`${chromium()}\n`);
