import { join } from 'node:path';
import { portsOf, settingsOf } from '../addresses.mjs';
import { component } from '../component.mjs';

/** Each is scaled by starting more; here two of each that has anything to share. */
const wanted = [
  { app: 'auth', count: 2 },
  { app: 'connection', count: 2 },
  { app: 'channel', count: 2 },
  { app: 'message', count: 2 },
  { app: 'push-mock', count: 1 },
  { app: 'gateway', count: 2 },
];

/** @param {import('../place.mjs').Place} place @param {string[]} after all that they need */
export function services(place, after) {
  const { services: firstPort } = portsOf(place);
  const names = wanted.flatMap(({ app, count }) => Array.from({ length: count }, (_, index) => ({ app, name: `${app}-${index + 1}` })));
  return names.map(({ app, name }, index) => {
    const port = firstPort + index;
    return component({
      name,
      group: 'services',
      after,
      needs: [],
      port,
      command: () => ({
        program: join(place.root, 'node_modules', '.bin', 'node'),
        // The Kafka driver asks for a time-out in the past now and then, which Node tells of each time.
        args: ['--disable-warning=TimeoutNegativeWarning', join(place.root, 'apps', app, 'dist', 'main.js')],
        env: {
          ...theirs(process.env),
          ...settingsOf(place),
          MARU_PORT: String(port),
          MARU_HOST: '127.0.0.1',
          // Nginx says for whom it speaks; a setting that a service does not know would end its start.
          ...(['auth', 'gateway'].includes(app) ? { MARU_TRUSTED_PROXIES: 'loopback' } : {}),
          ...(app === 'gateway' ? { MARU_GATEWAY_ID: name, MARU_DIALECTS: process.env['MARU_DIALECTS'] ?? '' } : {}),
          NODE_COMPILE_CACHE: join(place.cache, 'compiled'),
        },
      }),
      ready: async () => (await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(2_000) })).ok,
    });
  });
}

/** The limits, the log level and the collector of traces of whoever starts the cluster hold for it; where its components are, the cluster knows better. @param {NodeJS.ProcessEnv} env */
function theirs(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('MARU_') || /^MARU_(LIMIT|LOG|OTLP|TRACE)/.test(name)));
}
