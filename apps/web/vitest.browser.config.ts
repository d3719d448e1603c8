import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** A real Maru, a real browser, people in it: `npm run test:browser -w @maru/web`. */
const conditions = ['@maru/source', 'module', 'node', 'development|production'];

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    server: { deps: { inline: [/@maru\//] } },
    include: ['browser/**/*.browser.ts'],
    // For machines that are busy with other things: a condition is waited for, however long it takes. What is right is so at once.
    testTimeout: 400_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    fileParallelism: false,
  },
});
