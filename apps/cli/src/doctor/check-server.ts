/** Whether a server can be had, whether it is ready, and whether its clock is ours. */
import { judgeMetrics } from './check-metrics.js';
import { type Finding, note, well, wrong } from './finding.js';

const TIMEOUT_MS = 10_000;
const SLOW_MS = 500;
/** A header tells whole seconds. */
const SKEW_MS = 5_000;

export interface Reached {
  readonly findings: Finding[];
  /** Whether it is worth asking for more. */
  readonly isMaru: boolean;
}

export async function checkServer(server: string): Promise<Reached> {
  const begun = performance.now();
  const asked = Date.now();
  const response = await get(`${server}/health`);
  if (response instanceof Error) return { findings: [unreachable(server, response)], isMaru: false };
  const tookMs = performance.now() - begun;
  const text = await response.text();
  const status = statusIn(text);
  if (status === undefined)
    return {
      findings: [
        wrong(
          `What answers at ${server} is not Maru (HTTP ${response.status}).`,
          'Name the address of Maru, or look at what the proxy passes on: /health must reach Maru.',
        ),
      ],
      isMaru: false,
    };
  const skew = judgeSkew(response.headers.get('date'), asked + tookMs / 2);
  const findings = [readiness(status, text), ...proxy(response), speed(tookMs), ...(skew === undefined ? [] : [skew])];
  return { findings, isMaru: true };
}

export async function checkMetrics(server: string): Promise<Finding[]> {
  const response = await get(`${server}/metrics`);
  if (response instanceof Error) return [unreachable(server, response)];
  if (response.ok) return judgeMetrics(await response.text());
  return [
    note(`${server}/metrics is not shown (HTTP ${response.status}).`, 'That is right towards the world. Ask from inside for the numbers.'),
  ];
}

/** `theirs`: an HTTP date, or epoch milliseconds. */
export function judgeSkew(theirs: string | number | null, ours: number): Finding | undefined {
  const at = typeof theirs === 'string' ? Date.parse(theirs) : theirs;
  if (at === null || Number.isNaN(at)) return undefined;
  const skewMs = at - ours;
  if (Math.abs(skewMs) < SKEW_MS) return well('its clock and ours agree');
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  return wrong(
    `Its clock is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} ours.`,
    'Let both machines follow a time server (NTP): timedatectl says whether they do.',
  );
}

function readiness(status: string, text: string): Finding {
  if (status === 'ok') return well('ready');
  const failing = [...text.matchAll(/"([^"]+)":"failing"/g)].map(([, name = '']) => name).filter((name) => name !== 'status');
  const what = `Maru is not ready: ${status}${failing.length === 0 ? '' : ` (${failing.join(', ')})`}.`;
  if (status === 'draining') return wrong(what, 'It is stopping: wait, or start it again.');
  return wrong(what, 'Look at its log for what it waits for.');
}

function speed(tookMs: number): Finding {
  const text = `it answers in ${Math.round(tookMs)} ms`;
  return tookMs < SLOW_MS ? well(text) : note(`Slow: ${text}.`, 'Look at the load of its machine, and at the network between.');
}

function proxy({ headers }: Response): Finding[] {
  const before = headers.get('via') ?? headers.get('server');
  return before === null ? [] : [well(`behind ${before.slice(0, 40)}`)];
}

function unreachable(server: string, error: Error): Finding {
  const { cause } = error;
  const why = cause instanceof Error ? ('code' in cause && String(cause.code)) || cause.message : error.message;
  if (why === 'ECONNREFUSED') return wrong(`Nobody listens at ${server}.`, 'Start Maru with npm start, or name its address.');
  return wrong(`${server} cannot be reached (${why}).`, 'Look at its name, its port, and at what is between (firewall, proxy).');
}

function statusIn(text: string): string | undefined {
  return /^\{"status":"(starting|ok|failing|draining)"/.exec(text)?.[1];
}

async function get(url: string): Promise<Response | Error> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'manual' });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
