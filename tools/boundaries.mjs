/** Checks who imports whom (see boundaries/rules.mjs), and prints each import that should not be. */
import { check } from './boundaries/check.mjs';
import { readWorkspace } from './boundaries/workspace.mjs';
import { main, root, setup } from './setup.mjs';

await main(async () => {
  const found = check(await readWorkspace(root, await setup()));
  const lines = found.map(({ rule, file, message }) => `${file}: ${message} [${rule}]`);
  console.log([...new Set(lines), `${new Set(lines).size} forbidden imports`].join('\n'));
  return found.length === 0 ? 0 : 1;
});
