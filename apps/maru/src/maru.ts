import { embedded, run } from '@maru/runtime';
import { services } from './services.js';
import { welcome } from './welcome.js';

await run(services, embedded, {
  about: 'Maru, a messenger, in one process.',
  switches: { demo: 'starts full: alice, bob and carol, with channels and messages' },
  started: async ({ url, switches }) => {
    process.stdout.write(welcome(url));
    if (switches.has('demo')) {
      const { seedDemo } = await import('./demo/seed-demo.js');
      process.stdout.write(await seedDemo(url));
    }
  },
});
