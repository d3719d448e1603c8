/**
 * Writes which instances Consul calls healthy into a file for Nginx: what consul-template does for the native cluster. `upstreams.mjs FILE`.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** @typedef {{ address: string, port: number }} Instance */

export const services = ['gateway', 'auth'];
const retryAfter = 500;
/** Changes that come together are one reload of Nginx: each leaves a worker behind for its sockets. */
const together = 200;

/** The same as deploy/nginx/upstreams.ctmpl. @param {ReadonlyMap<string, Instance[]>} healthy @returns {string} */
export function upstreamsOf(healthy) {
  const blocks = [...healthy].flatMap(([name, instances]) => {
    const servers = instances.map(({ address, port }) => `    server ${address}:${port} max_fails=1 fail_timeout=2s;`);
    // An upstream without a server would be no configuration at all: this one answers 502.
    const lines = servers.length > 0 ? servers : ['    server 127.0.0.1:9 down;'];
    /** @param {string} upstream @param {string} how */
    const block = (upstream, how) =>
      `upstream ${upstream} {\n    zone ${upstream} 64k;\n    ${how};\n${lines.join('\n')}\n    keepalive 32;\n}\n`;
    // The calls of one session of an older dialect meet at one gateway.
    const sessions = name === 'gateway' ? [block(`${name}_sessions`, 'hash $maru_session consistent')] : [];
    return [block(name, 'least_conn'), ...sessions];
  });
  return blocks.join('\n');
}

/**
 * Hears of each change of one service's healthy instances, until the signal. Consul away is no change: those that were known may be there.
 * @param {string} consul its address
 * @param {string} name
 * @param {(instances: Instance[]) => void} changed
 * @param {AbortSignal} signal
 */
export async function watch(consul, name, changed, signal) {
  let index = 0;
  let known = '';
  while (!signal.aborted) {
    try {
      const answer = await ask(consul, name, index, signal);
      // A Consul that has begun anew counts anew. From 1 on it answers when something has changed, at 0 at once.
      index = answer.index < index ? 0 : Math.max(1, answer.index);
      const text = JSON.stringify(answer.instances);
      // All at once do not leave: a Consul that has begun anew knows nobody yet, and an address at which nobody is answers nothing either.
      if (text === known || (answer.instances.length === 0 && known !== '')) continue;
      known = text;
      changed(answer.instances);
    } catch (error) {
      if (signal.aborted) return;
      process.stderr.write(`maru-${name}: ${error instanceof Error ? error.message : String(error)}\n`);
      await sleep(retryAfter, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** @param {string} consul @param {string} name @param {number} index @param {AbortSignal} signal */
async function ask(consul, name, index, signal) {
  const url = `http://${consul}/v1/health/service/maru-${name}?passing=true&index=${index}&wait=30s`;
  const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(40_000)]) });
  if (!answer.ok) throw new Error(`Consul answered ${answer.status}`);
  /** @type {{ Node: { Address: string }, Service: { Address: string, Port: number } }[]} */
  const entries = JSON.parse(await answer.text());
  const instances = entries.map(({ Node, Service }) => ({ address: Service.Address || Node.Address, port: Service.Port }));
  return {
    index: Number(answer.headers.get('x-consul-index') ?? 0),
    instances: instances.toSorted((a, b) => `${a.address}:${a.port}`.localeCompare(`${b.address}:${b.port}`)),
  };
}

/**
 * Keeps the file true until the signal. Nginx never reads half of it.
 * @param {string} consul @param {string} file @param {AbortSignal} signal
 */
export async function writeUpstreams(consul, file, signal) {
  /** @type {Map<string, Instance[]>} */
  const healthy = new Map(services.map((name) => [name, []]));
  let planned = false;
  const write = () => {
    planned = false;
    if (signal.aborted) return;
    writeFileSync(`${file}.new`, upstreamsOf(healthy), { mode: 0o644 });
    renameSync(`${file}.new`, file);
  };
  const watches = services.map((name) =>
    watch(
      consul,
      name,
      (instances) => {
        healthy.set(name, instances);
        if (!planned) setTimeout(write, together);
        planned = true;
      },
      signal,
    ),
  );
  await Promise.all(watches);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , file = '/upstreams/upstreams.conf'] = process.argv;
  const end = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => end.abort());
  await writeUpstreams(process.env['CONSUL'] ?? 'consul:8500', file, end.signal);
}
