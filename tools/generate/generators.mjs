import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * @typedef {Map<string, string | object>} Documents
 *   from a document's path in the workspace to its content: a text, or an object to be written as YAML or JSON by the ending of its path
 */

/** Packages that make documents, and the function that does. @type {readonly { module: string, export: string }[]} */
const generators = [
  { module: '@maru/contracts/documents', export: 'generateDocuments' },
  { module: '@maru/maru/documents', export: 'generateDocuments' },
];

/** Programs that print a document. @type {readonly { path: string, program: string, args: string[] }[]} */
const printers = [{ path: 'apps/maru/help.txt', program: 'apps/maru/dist/main.js', args: ['--help'] }];

/** What lies in these folders and is not generated any more is removed. */
export const generatedFolders = ['docs/protocol/schemas'];

/** @param {string} root @returns {Promise<Documents>} */
export async function generateAll(root) {
  /** @type {Documents} */
  const documents = new Map();
  for (const { module, export: name } of generators) {
    /** @type {Record<string, () => Documents | Promise<Documents>>} */
    const exported = await import(module);
    const generate = exported[name];
    if (generate === undefined) throw new Error(`${module} exports no ${name}`);
    for (const [path, content] of await generate()) documents.set(path, content);
  }
  for (const { path, program, args } of printers) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, program), ...args], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}`);
    documents.set(path, stdout);
  }
  return documents;
}
