/** Started by generate.mjs, under the pinned Node and after a build. */
import { fileURLToPath } from 'node:url';
import { apply, differences } from './documents.mjs';
import { generateAll, generatedFolders } from './generators.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const documents = await generateAll(root);
const changes = differences(root, documents, generatedFolders);
for (const { path, state } of changes) console.log(`${path}: ${state}`);

if (!process.argv.includes('--check')) {
  apply(root, changes);
  console.log(`${documents.size} documents, ${changes.length} written`);
} else if (changes.length > 0) {
  console.log('These documents are not what the code makes. Run `npm run generate`, and commit them.');
  process.exitCode = 1;
}
