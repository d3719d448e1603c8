/** Runs one trial of a figure with Maru's processor profile on, and writes what it found. */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Figure, Options } from '../figures/figure.js';
import { windows } from '../measure/fan-out-trial.js';
import { callTree, topOf } from './cpu-profile.js';
import { flameGraph } from './flame-graph.js';

const folder = fileURLToPath(new URL('../../../../docs/benchmarks/profiles/', import.meta.url));
const TOP = 25;

/** The top of it, for the screen. */
export async function profileFigure(figure: Figure, options: Options, isRecorded: boolean, say: (line: string) => void): Promise<string> {
  const profiles = mkdtempSync(join(tmpdir(), 'maru-profile-'));
  await figure.run({ ...options, trials: 1, profileFolder: profiles }, say);
  const files = readdirSync(profiles).filter((name) => name.endsWith('.cpuprofile'));
  // The longest life of those that were profiled is Maru's.
  const [file] = files.toSorted((a, b) => statSync(join(profiles, b)).size - statSync(join(profiles, a)).size);
  if (file === undefined) throw new Error('no profile was written');
  const root = callTree(readFileSync(join(profiles, file), 'utf8'), windows);
  const target = isRecorded ? folder : profiles;
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, `${figure.name}.svg`), flameGraph(`${figure.title}: Maru's processor time`, root));
  const lines = topOf(root, TOP).map(({ name, share }) => `${(share * 100).toFixed(1).padStart(5)} %  ${name}`);
  if (isRecorded) {
    writeFileSync(join(target, `${figure.name}.txt`), `${lines.join('\n')}\n`);
    rmSync(profiles, { recursive: true, force: true });
  } else copyFileSync(join(profiles, file), join(profiles, `${figure.name}.cpuprofile`));
  return `${lines.join('\n')}\n\nin ${target}`;
}
