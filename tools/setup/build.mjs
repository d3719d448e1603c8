import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { progress } from './progress.mjs';
import { run } from './run.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * Compiles all packages if a source changed since the last build. Knowing that takes milliseconds; asking the compiler would take seconds.
 * @param {string} root
 * @param {string} node
 */
export async function build(root, node) {
  const stampFile = join(root, '.cache', 'build-stamp');
  const stamp = sourceStamp(root);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp && projects(root).every(isBuilt)) return;

  const line = progress('Building');
  const { code, output } = await run(node, [compiler(root), '-b'], { cwd: root });
  line.end(code === 0 ? 'done' : 'failed');
  if (code !== 0) throw new SetupError(`${output.trim()}\nThe sources do not compile.`);

  // The stamp is of what was seen before the build: what changed meanwhile will be built at the next start.
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(stampFile, stamp);
}

/** @param {string} root */
export function compiler(root) {
  return join(root, 'node_modules', '@typescript', 'native', 'bin', 'tsc');
}

/**
 * Names, sizes and times of all that the compiler reads from us, as one short text.
 * @param {string} root
 */
export function sourceStamp(root) {
  const hash = createHash('sha256');
  const shared = ['tsconfig.json', 'tsconfig.base.json', 'package-lock.json'].map((file) => join(root, file));
  for (const file of [...shared, ...projects(root).flatMap(inputs)]) {
    const stat = statSync(file, { throwIfNoEntry: false });
    hash.update(`${file} ${stat?.size} ${stat?.mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/**
 * The packages that the top-level tsconfig.json names.
 * @param {string} root
 * @returns {string[]}
 */
function projects(root) {
  /** @type {{ references: { path: string }[] }} */
  const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  return references.map(({ path }) => join(root, path));
}

/** Folders are among them: theirs is the time of the last file added or removed. @param {string} project */
function inputs(project) {
  const sources = join(project, 'src');
  const names = existsSync(sources) ? readdirSync(sources, { recursive: true, encoding: 'utf8' }) : [];
  return [join(project, 'tsconfig.json'), join(project, 'package.json'), ...names.toSorted().map((name) => join(sources, name))];
}

/** Somebody may have removed a dist folder; the compiler's own notes are in it. @param {string} project */
function isBuilt(project) {
  return existsSync(join(project, 'dist', '.tsbuildinfo'));
}
