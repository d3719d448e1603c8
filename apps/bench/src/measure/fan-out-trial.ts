/** One trial: messages are written at a pace, and counted where they arrive. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Receivers, Report } from '../load/receivers.js';
import type { Writers } from '../load/writers.js';
import { quantileMs } from './histogram.js';
import { cpuSeconds, loadAverage, StolenTime } from './processes.js';
import type { ServerProcesses } from '../maru/running-maru.js';

export interface FanOutLoad {
  readonly server: ServerProcesses;
  readonly receivers: Receivers;
  readonly writers: Writers;
  /** Messages a second. */
  readonly rate: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** False: what has not come when the last one is sent is not waited for. */
  readonly awaitAll: boolean;
  /** Sockets that are known not to read. */
  readonly silent?: number;
}

export interface FanOutTrial {
  readonly sent: number;
  readonly acked: number;
  readonly refused: number;
  /** At the receivers, until they were all there or were given up. */
  readonly delivered: number;
  readonly expected: number;
  /** Those until the last message was sent, by the time until then. */
  readonly deliveriesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly worstMs: number;
  readonly ackP50Ms: number;
  readonly ackP99Ms: number;
  /** Of the socket that got fewest, and of the one that got most. */
  readonly least: number;
  readonly most: number;
  readonly lost: number;
  readonly seconds: number;
  readonly serverCpu: number;
  /** Where the server is many processes: whose it is. */
  readonly serverCpuOf?: string;
  readonly receiversCpu: number;
  readonly writersCpu: number;
  readonly deliveriesPerServerCpuSecond: number;
  readonly megabytesPerSecond: number;
  readonly loadAverage: number;
  readonly stolenPercent: number;
}

const STILL_MS = 3_000;
const RECEIVERS = 'receivers of the bench';
const WRITERS = 'writers of the bench';

export interface Window {
  readonly beganUs: number;
  readonly endedUs: number;
}

/** When trials were measured, in microseconds of the monotonic clock: what a profile is looked at for. */
export const windows: Window[] = [];

export async function fanOutTrial(load: FanOutLoad): Promise<FanOutTrial> {
  const { receivers, writers, rate, seconds, awaitAll } = load;
  if (load.warmUpSeconds > 0) {
    await writers.write(rate, load.warmUpSeconds, awaitAll);
    if (awaitAll) await whenStill(receivers, Infinity);
  }
  receivers.begin();
  const parts = new Map([...load.server, [RECEIVERS, [receivers.pid]], [WRITERS, [writers.pid]]]);
  const before = cpuOf(parts);
  const stolen = new StolenTime();
  const began = performance.now();
  const beganUs = Number(process.hrtime.bigint() / 1_000n);
  const writing = writers.write(rate, seconds, awaitAll);
  await wait(seconds * 1_000);
  const atEnd = await receivers.report();
  const reportedAfter = (performance.now() - began) / 1_000;
  const inTime = awaitAll ? undefined : cpuOf(parts);
  // A server that is flooded may answer its writers late, or not at all; its figure is made by now.
  const written = await writing;
  const expected = written.sent * (receivers.sockets - (load.silent ?? 0));
  const last = awaitAll ? await whenStill(receivers, expected) : atEnd;
  const after = inTime ?? cpuOf(parts);
  windows.push({ beganUs, endedUs: Number(process.hrtime.bigint() / 1_000n) });
  const spent = new Map([...after].map(([name, value]) => [name, value - (before.get(name) ?? 0)]));
  const serverCpu = [...load.server.keys()].reduce((sum, name) => sum + (spent.get(name) ?? 0), 0);
  return {
    sent: written.sent,
    acked: written.acked,
    refused: written.refused,
    delivered: last.messages,
    expected,
    deliveriesPerSecond: Math.round(atEnd.messages / reportedAfter),
    p50Ms: quantileMs(last.took, 0.5),
    p99Ms: quantileMs(last.took, 0.99),
    worstMs: last.worstUs / 1_000,
    ackP50Ms: quantileMs(written.ackTook, 0.5),
    ackP99Ms: quantileMs(written.ackTook, 0.99),
    least: last.least,
    most: last.most,
    lost: last.gone,
    seconds: Math.round(reportedAfter * 100) / 100,
    serverCpu: round(serverCpu),
    ...(load.server.size > 1 ? { serverCpuOf: shares(load.server, spent) } : {}),
    receiversCpu: round(spent.get(RECEIVERS) ?? 0),
    writersCpu: round(spent.get(WRITERS) ?? 0),
    deliveriesPerServerCpuSecond: Math.round(last.messages / Math.max(0.01, serverCpu)),
    megabytesPerSecond: Math.round(atEnd.bytes / reportedAfter / 1e6),
    loadAverage: loadAverage(),
    stolenPercent: stolen.percent(),
  };
}

/** When all has come, or nothing comes any more. */
async function whenStill(receivers: Receivers, expected: number): Promise<Report> {
  let known = await receivers.report();
  let since = performance.now();
  while (known.messages < expected && performance.now() - since < (expected === Infinity ? 500 : STILL_MS)) {
    await wait(50);
    const now = await receivers.report();
    if (now.messages > known.messages) since = performance.now();
    known = now;
  }
  return known;
}

function cpuOf(parts: ServerProcesses): Map<string, number> {
  return new Map([...parts].map(([name, pids]) => [name, pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0)]));
}

/** The dearest first; what is next to nothing is left out. */
function shares(server: ServerProcesses, spent: ReadonlyMap<string, number>): string {
  const costs = [...server.keys()].map((name) => [name, spent.get(name) ?? 0] as const).filter(([, cost]) => cost >= 0.1);
  return costs
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, cost]) => `${name} ${cost.toFixed(1)}`)
    .join(', ');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
