/** `npm run build`: sets up what is missing, and builds what changed since the last build: the packages, and the web client. */
import { main, setupAndBuild } from './setup.mjs';

await main(async () => {
  await setupAndBuild();
  return 0;
});
