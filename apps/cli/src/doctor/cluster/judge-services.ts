import type { ClusterLook } from '@maru/runtime';
import { judgeMetrics } from '../check-metrics.js';
import { type Finding, note, well, wrong } from '../finding.js';
import { Samples } from '../read-metrics.js';

const TIMEOUT_MS = 5_000;
const WANTED = ['auth', 'channel', 'connection', 'gateway', 'message', 'push'];

type Instance = Extract<ClusterLook['consul'], { instances: unknown }>['instances'][number];

/** Each one is asked itself: Consul knows only that it beats. */
export async function judgeServices(consul: ClusterLook['consul']): Promise<Finding[]> {
  if ('fault' in consul)
    return [
      wrong(`Consul cannot be reached (${consul.fault}).`, 'Start it; until then nobody new is found, and addresses that are known hold.'),
    ];
  const { hasLeader, instances } = consul;
  const missing = WANTED.filter((wanted) => !instances.some(({ service, isPassing }) => service === wanted && isPassing));
  return [
    hasLeader ? well('Consul has a leader') : wrong('Consul has no leader.', 'Start its other servers.'),
    ...missing.map((service) => wrong(`No ${service} process is there.`, 'Start one: npm run cluster -- up, or its unit or container.')),
    ...(await Promise.all(instances.filter((one) => !isReplaced(one, instances)).map(judgeInstance))).flat(),
  ];
}

/** Started again at the same address: of the one before, Consul will hear nothing more. */
function isReplaced({ url, isPassing }: Instance, instances: readonly Instance[]): boolean {
  return !isPassing && instances.some((other) => other.isPassing && other.url === url);
}

async function judgeInstance({ service, url, isPassing }: Instance): Promise<Finding[]> {
  const what = `${service} at ${url}`;
  const health = await ask(`${url}/health`);
  if (!isPassing && health === undefined)
    return [note(`${what}: is gone, and Consul forgets it within a minute.`, 'Start it again, if nobody has stopped it.')];
  if (health === undefined)
    return [wrong(`${what}: does not answer.`, 'It may stand still: look at its log, and end it if it does not go on.')];
  const status = /"status":"([a-z]+)"/.exec(health.text)?.[1] ?? `HTTP ${health.status}`;
  if (status !== 'ok') return [wrong(`${what}: ${status}.`, 'Its /health tells which check fails, its log why.')];
  const beats = isPassing
    ? [well(`${what}: ready`)]
    : [note(`${what}: answers, but Consul has not heard of it.`, 'Look at its log for why it cannot tell Consul.')];
  return [...beats, ...(await judgeNumbers(what, url))];
}

/** Only what is not well: there are many. */
async function judgeNumbers(what: string, url: string): Promise<Finding[]> {
  const metrics = await ask(`${url}/metrics`);
  if (metrics?.status !== 200) return [];
  return judgeMetrics(metrics.text)
    .filter(({ mark }) => mark !== 'well')
    .filter(({ what: words }) => !words.includes('dead letters'))
    .map((finding) => ({ ...finding, what: `${what}: ${finding.what}` }));
}

/** They are the same everywhere: whoever answers first tells them. */
export async function judgeDeadLetters(consul: ClusterLook['consul']): Promise<Finding[]> {
  if ('fault' in consul) return [];
  for (const { url } of consul.instances.filter(({ isPassing }) => isPassing)) {
    const metrics = await ask(`${url}/metrics`);
    if (metrics?.status !== 200) continue;
    const dead = new Samples(metrics.text).sum('maru_dead_letters');
    if (dead === 0) return [well('no dead letters')];
    return [
      wrong(
        `${dead} records could not be handled and lie in the dead topics.`,
        'Read <topic>.dead: the reason stands with each record, and in the log of its service.',
      ),
    ];
  }
  return [note('Nobody could tell whether there are dead letters.', 'Start the services.')];
}

async function ask(url: string): Promise<{ status: number; text: string } | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { status: response.status, text: await response.text() };
  } catch {
    return undefined;
  }
}
