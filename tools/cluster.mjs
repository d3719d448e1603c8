/**
 * `npm run cluster -- up`: the whole cluster on this machine as plain processes, without containers. It ends only what it has started, by
 * its own process ids. Needs Linux (`/proc`).
 */
import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { settingsOf } from './cluster/addresses.mjs';
import { backUp, restore } from './cluster/backup.mjs';
import { readCommandLine, usage } from './cluster/command-line.mjs';
import { byName, choose, componentsOf, ofGroups } from './cluster/components.mjs';
import { down } from './cluster/down.mjs';
import { install } from './cluster/install/install.mjs';
import { oneAtATime } from './cluster/one-at-a-time.mjs';
import { keep, placeOf } from './cluster/place.mjs';
import { Processes } from './cluster/processes.mjs';
import { status } from './cluster/status.mjs';
import { up } from './cluster/up.mjs';
import { main, root, setupAndBuild } from './setup.mjs';
import { SetupError } from './setup/setup-error.mjs';

/** @param {string} line */
const say = (line) => console.log(line);

await main(async () => {
  const options = readCommandLine(process.argv.slice(2));
  const before = placeOf(root);
  const place = placeOf(root, options);
  const all = componentsOf(place);
  const processes = new Processes(place.state);

  switch (options.action) {
    case 'up': {
      const began = Date.now();
      const chosen = choose(all, options.only);
      if (chosen.some(({ group }) => group === 'services')) await setupAndBuild();
      await oneAtATime(place.state, async () => {
        keep(place);
        await install(
          place,
          chosen.flatMap(({ needs }) => needs),
        );
        // What it was started with, Nginx keeps.
        if (before.port !== place.port || before.tls !== place.tls) await processes.stop('nginx');
        await up(chosen, processes, say);
      });
      say(`All ready after ${((Date.now() - began) / 1000).toFixed(1)} s.`);
      if (chosen.some(({ name }) => name === 'nginx')) say(`Maru is at http${place.tls ? 's' : ''}://localhost:${place.port}`);
      return 0;
    }
    case 'install':
      await oneAtATime(place.state, () =>
        install(
          place,
          choose(all, options.only).flatMap(({ needs }) => needs),
        ),
      );
      return 0;
    case 'status': {
      const { lines, allReady } = await status(all, processes);
      say(lines.join('\n'));
      return allReady ? 0 : 1;
    }
    case 'logs': {
      const named = options.name === undefined ? all.filter(({ name }) => existsSync(processes.log(name))) : [byName(all, options.name)];
      for (const { name } of named)
        say(`── ${name} (${processes.log(name)})\n${processes.tail(name, options.name === undefined ? 10 : 200)}`);
      return 0;
    }
    case 'kill': {
      const { name } = byName(all, options.name);
      const ran = processes.signal(name, options.signal);
      say(ran ? `${name}: ${options.signal}` : `${name} does not run`);
      return ran ? 0 : 1;
    }
    case 'start':
      await oneAtATime(place.state, () => up([byName(all, options.name)], processes, say));
      return 0;
    case 'settings':
      for (const [name, value] of Object.entries(settingsOf(place))) say(`${name}=${value}`);
      return 0;
    case 'backup':
      await backUp(place, folderOf(options), say);
      return 0;
    case 'restore':
      await restore(place, folderOf(options), say);
      return 0;
    case 'down':
      await oneAtATime(place.state, () => down(ofGroups(all, options.only), processes, say));
      if (options.wipe) rmSync(place.state, { recursive: true, force: true });
      return 0;
    case 'help':
      say(usage);
      return 0;
  }
});

/** @param {{ action: string, name: string | undefined }} options */
function folderOf({ action, name }) {
  if (name === undefined) throw new SetupError(`Please name the folder: ${action} <folder>`);
  return resolve(process.env['INIT_CWD'] ?? '.', name);
}
