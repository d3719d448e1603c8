import { dirname } from 'node:path';

/**
 * Gives every package the targets of nx.json, so that no package.json has to repeat them: `npx nx test @maru/channel`,
 * `npx nx affected -t build test`.
 * @type {[pattern: string, create: (files: readonly string[]) => [string, object][]]}
 */
export const createNodesV2 = [
  '{apps,libs}/**/package.json',
  (files) => files.map((file) => [file, { projects: { [dirname(file)]: { targets: { build: {}, test: {} } } } }]),
];
