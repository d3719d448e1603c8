import { defineConfig } from 'vitest/config';

/**
 * One configuration for every package. The tests of one: `npx vitest run --dir libs/message`, from the top.
 * The condition `@maru/source` resolves our packages to their sources, so that no test runs against a stale build.
 */
const conditions = ['@maru/source', 'module', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    server: { deps: { inline: [/@maru\//] } },
    include: ['**/*.spec.ts', '**/*.spec.mjs'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
