import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../setup/run.mjs';
import { importsOf } from './imports.mjs';
import { testFile } from './rules.mjs';

/**
 * @typedef {import('./check.mjs').Workspace} Workspace
 * @typedef {{ nodes: Record<string, { data: { root: string, tags?: string[] } }>, dependencies: Record<string, { target: string }[]> }} Graph
 */

/**
 * The real workspace: packages, tags and edges from Nx's project graph, imports from the sources themselves.
 * @param {string} root
 * @param {string} node
 * @returns {Promise<Workspace>}
 */
export async function readWorkspace(root, node) {
  const graph = await projectGraph(root, node);
  const packages = Object.entries(graph.nodes).map(([name, { data }]) => {
    const manifest = readJson(join(root, data.root, 'package.json'));
    const kinds = (data.tags ?? []).filter((tag) => tag.startsWith('tag:')).map((tag) => tag.slice('tag:'.length));
    return { name, folder: data.root, kinds, dependencies: names(manifest.dependencies), devDependencies: names(manifest.devDependencies) };
  });
  const imports = packages.flatMap((one) => sources(root, one.folder).flatMap((file) => fileImports(root, one.name, file)));
  return {
    packages,
    imports: [...imports, ...edges(graph, packages)],
    sharedDevDependencies: names(readJson(join(root, 'package.json')).devDependencies),
  };
}

/** @param {string} root @param {string} node @returns {Promise<Graph>} */
async function projectGraph(root, node) {
  const folder = join(root, '.nx', 'cache');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'boundaries.json');
  const { code, output } = await run(node, [join(root, 'node_modules', '.bin', 'nx'), 'graph', `--file=${file}`], { cwd: root });
  if (code !== 0) throw new Error(`nx graph failed:\n${output}`);
  return readJson(file).graph;
}

/**
 * What Nx saw. It does not tell tests from sources, so these are judged as a test's imports: the sources' own are judged above.
 * @param {Graph} graph
 * @param {Workspace['packages']} packages
 * @returns {Workspace['imports']}
 */
function edges(graph, packages) {
  const ours = new Set(packages.map((one) => one.name));
  return packages.flatMap(({ name, folder }) =>
    (graph.dependencies[name] ?? [])
      .filter(({ target }) => ours.has(target))
      .map(({ target }) => ({ from: name, file: `${folder}/package.json`, specifier: target, typeOnly: false, test: true })),
  );
}

/** @param {string} root @param {string} folder */
function sources(root, folder) {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|mts|js|mjs|vue)$/.test(file) && !/(^|\/)(node_modules|dist)\//.test(file))
    .map((file) => `${folder}/${file}`);
}

/** @param {string} root @param {string} from @param {string} file */
function fileImports(root, from, file) {
  const test = testFile.test(file);
  return importsOf(file, readFileSync(join(root, file), 'utf8')).map((one) => ({ from, file, test, ...one }));
}

/** @param {Record<string, string> | undefined} dependencies */
function names(dependencies) {
  return Object.keys(dependencies ?? {});
}

/** @param {string} file */
function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
