/**
 * What an image runs: `start.mjs <app> [flags]`. A container knows its address and its name only when it is there, so they are asked here,
 * where nobody has set them.
 */
import { promises as dns } from 'node:dns';
import { existsSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';

const [app = '', ...flags] = process.argv.slice(2);
const main = new URL(`../../apps/${app}/dist/main.js`, import.meta.url);
if (!/^[a-z-]+$/.test(app) || !existsSync(main)) {
  process.stderr.write(`maru: there is no process '${app}': auth, connection, channel, message, push-mock, gateway or maru\n`);
  process.exit(1);
}

const address = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

// Consul tells others this address, and Nginx takes no names from it.
if (app !== 'maru' && address !== undefined) process.env['MARU_ADVERTISED_HOST'] ||= address;
if (app === 'gateway') process.env['MARU_GATEWAY_ID'] ||= await containerName(address);

process.argv = [process.execPath, fileURLToPath(main), ...flags];
await import(main.href);

/**
 * A container that is made anew keeps its name, and so the topic of its deliveries; its host name is another one each time.
 * @param {string | undefined} of
 */
async function containerName(of) {
  try {
    const [name = hostname()] = await dns.resolvePtr(`${of?.split('.').toReversed().join('.')}.in-addr.arpa`);
    return name.split('.')[0] ?? name;
  } catch {
    return hostname();
  }
}
