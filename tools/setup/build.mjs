import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { progress } from './progress.mjs';
import { run } from './run.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * Compiles all packages, and the web client, where a source changed since the last build. Knowing that takes milliseconds; asking the
 * compilers would take seconds.
 * @param {string} root
 * @param {string} node
 */
export async function build(root, node) {
  const hasWeb = existsSync(join(root, 'apps', 'web'));
  const due = [packages(root, node), ...(hasWeb ? [webClient(root, node)] : [])].filter(({ stampFile, stamp, isBuilt: built }) => {
    return !built() || !existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp;
  });
  if (due.length === 0) return;

  const line = progress('Building');
  const outcomes = await Promise.all(due.map(({ compile }) => compile()));
  const failed = outcomes.filter(({ code }) => code !== 0);
  line.end(failed.length === 0 ? 'done' : 'failed');
  // The stamp is of what was seen before the build: what changed meanwhile will be built at the next start.
  mkdirSync(join(root, '.cache'), { recursive: true });
  for (const [index, { stampFile, stamp }] of due.entries()) if (outcomes[index]?.code === 0) writeFileSync(stampFile, stamp);
  if (failed.length > 0) throw new SetupError(`${failed.map(({ output }) => output.trim()).join('\n')}\nThe sources do not compile.`);
}

/** @param {string} root @param {string} node */
function packages(root, node) {
  return {
    stampFile: join(root, '.cache', 'build-stamp'),
    stamp: sourceStamp(root),
    isBuilt: () => projects(root).every(isBuilt),
    compile: () => run(node, [compiler(root), '-b'], { cwd: root }),
  };
}

/** @param {string} root @param {string} node */
function webClient(root, node) {
  const folder = join(root, 'apps', 'web');
  return {
    stampFile: join(root, '.cache', 'web-stamp'),
    stamp: webStamp(root),
    isBuilt: () => existsSync(join(folder, 'dist', 'index.html')),
    compile: () => run(node, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'], { cwd: folder }),
  };
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
  const shared = ['tsconfig.json', 'tsconfig.base.json', 'package-lock.json'].map((file) => join(root, file));
  return stampOf([...shared, ...projects(root).flatMap(inputs)]);
}

/**
 * The same of all that the web client is built from: its own folders and the packages that are bundled into it.
 * @param {string} root
 */
export function webStamp(root) {
  const web = join(root, 'apps', 'web');
  const own = ['index.html', 'vite.config.ts', 'package.json', 'tsconfig.json'].map((file) => join(web, file));
  const folders = ['src', 'public', 'build', 'worker'].map((name) => join(web, name));
  const bundled = ['client', 'contracts'].map((name) => join(root, 'libs', name, 'src'));
  return stampOf([join(root, 'package-lock.json'), ...own, ...[...folders, ...bundled].flatMap(within)]);
}

/** @param {string[]} files */
function stampOf(files) {
  const hash = createHash('sha256');
  for (const file of files) {
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

/** @param {string} project */
function inputs(project) {
  return [join(project, 'tsconfig.json'), join(project, 'package.json'), ...within(join(project, 'src'))];
}

/** Folders are among them: theirs is the time of the last file added or removed. @param {string} folder */
function within(folder) {
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  return names.toSorted().map((name) => join(folder, name));
}

/** Somebody may have removed a dist folder; the compiler's own notes are in it. @param {string} project */
function isBuilt(project) {
  return existsSync(join(project, 'dist', '.tsbuildinfo'));
}
