import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './setup.mjs';

const folder = join(root, 'deploy');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.includes('.'));
const settings = new Set(readFileSync(join(root, 'docs', 'configuration.md'), 'utf8').match(/\bMARU_[A-Z_]+/g));

describe('deploy', () => {
  it('has files', () => {
    expect(files.length).toBeGreaterThan(2);
  });

  it.each(files)('%s names only settings that exist', (file) => {
    const named = readFileSync(join(folder, file), 'utf8').match(/\bMARU_[A-Z_]+/g) ?? [];
    expect(named.filter((name) => !settings.has(name))).toEqual([]);
  });
});
