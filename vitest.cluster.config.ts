import { defineConfig } from 'vitest/config';
import base from './vitest.config.js';

/**
 * `*.cluster.spec.ts` on the real components, which are started once for all of them: `npx vitest run --config vitest.cluster.config.ts`.
 * They are processes of this machine, or, with `CLUSTER_COMPONENTS=docker`, containers. `npm test` takes containers where it finds Docker with their images.
 */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['**/*.cluster.spec.{ts,mjs}'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: [`tools/cluster/${process.env['CLUSTER_COMPONENTS'] === 'docker' ? 'containers' : 'test'}-setup.mjs`],
    // They share two cores with the components.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
