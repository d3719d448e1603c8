import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';

const origin = 'Made from the code by `npm run generate`; do not edit.';

/**
 * @param {string} path
 * @param {string | object} content
 */
export function render(path, content) {
  if (typeof content === 'string') return content;
  if (path.endsWith('.json')) return `${JSON.stringify(content, null, 2)}\n`;
  return `# ${origin}\n${stringify(content, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

/**
 * How the files differ from the documents as they would be made now.
 * @param {string} root
 * @param {import('./generators.mjs').Documents} documents
 * @param {readonly string[]} generatedFolders
 * @returns {{ path: string, state: 'missing' | 'outdated' | 'left over', text: string | undefined }[]}
 */
export function differences(root, documents, generatedFolders) {
  const changed = [...documents].flatMap(([path, content]) => {
    const text = render(path, content);
    const state = stateOf(join(root, path), text);
    return state === undefined ? [] : [{ path, state, text }];
  });
  const leftOver = generatedFolders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
    .filter((path) => !documents.has(path))
    .map((path) => ({ path, state: /** @type {const} */ ('left over'), text: undefined }));
  return [...changed, ...leftOver];
}

/**
 * @param {string} file
 * @param {string} text what it should be
 * @returns {'missing' | 'outdated' | undefined}
 */
function stateOf(file, text) {
  if (!existsSync(file)) return 'missing';
  return readFileSync(file, 'utf8') === text ? undefined : 'outdated';
}

/**
 * @param {string} root
 * @param {ReturnType<typeof differences>} changes
 */
export function apply(root, changes) {
  for (const { path, text } of changes) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    if (text === undefined) rmSync(file);
    else writeFileSync(file, text);
  }
}
