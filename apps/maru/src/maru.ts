import { fileURLToPath } from 'node:url';
import { embedded, run } from '@maru/runtime';
import { demoPassword, names } from './demo/demo.js';
import { services } from './services.js';
import { welcome } from './welcome.js';

await run(services, embedded, {
  about: 'Maru, a messenger, in one process.',
  switches: { demo: 'starts full: alice, bob and carol, with channels and messages' },
  worker: fileURLToPath(new URL('worker.js', import.meta.url)),
  web: {
    folder: fileURLToPath(new URL('../../web/dist', import.meta.url)),
    // The page logs them in as everybody logs in; without the switch it knows of nobody.
    page: (html, switches) => (switches.has('demo') ? html.replace('<html', `<html ${demoAttribute()}`) : html),
  },
  started: async ({ url, switches }) => {
    process.stdout.write(welcome(url));
    if (switches.has('demo')) {
      const { seedDemo } = await import('./demo/seed-demo.js');
      process.stdout.write(await seedDemo(url));
    }
  },
});

/** The names and the password are public: they stand in the repository and on the screen of whoever started the demo. */
function demoAttribute(): string {
  return `data-demo="${names.join(' ')}" data-demo-password="${demoPassword}"`;
}
