/** `npm run generate`: writes the documents that are made from the code. `--check` writes nothing, and fails if one is not as it would be made. */
import { join } from 'node:path';
import { main, root, setupAndBuild } from './setup.mjs';
import { run } from './setup/run.mjs';

await main(async () => {
  const node = await setupAndBuild();
  // The generators are Maru's own packages: they run under the pinned Node only, which this one may not be.
  const { code } = await run(node, [join(root, 'tools', 'generate', 'write.mjs'), ...process.argv.slice(2)], { cwd: root, echo: true });
  return code;
});
