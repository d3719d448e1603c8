/**
 * Who makes documents. Each answers with a map from a document's path in the workspace to its content: a text, or an object to be
 * written as YAML or JSON by the ending of its path.
 * @typedef {Map<string, string | object>} Documents
 * @typedef {{ module: string, export: string }} Generator
 */

/** @type {readonly Generator[]} */
const generators = [{ module: '@maru/contracts/documents', export: 'generateDocuments' }];

/** What lies in these folders and is not generated any more is removed. */
export const generatedFolders = ['docs/protocol/schemas'];

/** @returns {Promise<Documents>} */
export async function generateAll() {
  /** @type {Documents} */
  const documents = new Map();
  for (const { module, export: name } of generators) {
    /** @type {Record<string, () => Documents | Promise<Documents>>} */
    const exported = await import(module);
    const generate = exported[name];
    if (generate === undefined) throw new Error(`${module} exports no ${name}`);
    for (const [path, content] of await generate()) documents.set(path, content);
  }
  return documents;
}
