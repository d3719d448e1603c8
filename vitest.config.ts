import { defineConfig } from 'vitest/config';

/**
 * One configuration for every package. The tests of one: `npx vitest run --dir libs/message`, from the top.
 * The condition `@maru/source` resolves our packages to their sources, so that no test runs against a stale build.
 */
const conditions = ['@maru/source', 'module', 'node', 'development|production'];

/** `*.cluster.spec.ts` need the real components, and where they are: `npm run cluster -- settings` says it. */
const hasCluster = process.env['MARU_CORE_PRIMARY'] !== undefined;

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    server: { deps: { inline: [/@maru\//] } },
    include: ['**/*.spec.ts', '**/*.spec.mjs'],
    exclude: ['**/node_modules/**', '**/dist/**', ...(hasCluster ? [] : ['**/*.cluster.spec.{ts,mjs}'])],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
