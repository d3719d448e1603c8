/** What is done to the cluster, and for how long. */
export interface Fault {
  readonly name: string;
  /** One of these is chosen; where it goes through all of them, one after the other. */
  readonly victims: readonly [string, ...string[]];
  readonly how: keyof typeof ways;
  /** Between these it is away. */
  readonly awayMs: readonly [number, number];
}

export const ways = {
  kill: 'kill -9 of',
  freeze: 'SIGSTOP, SIGCONT of',
  stop: 'SIGTERM of',
  roll: 'a restart of',
  replay: 'from their beginning',
};

/** Where there are two of a kind, the other one must take over before the first is back. */
const LONG: readonly [number, number] = [9_000, 11_000];
/** Where there is one, all waits for it. */
const SHORT: readonly [number, number] = [500, 3_000];
/** Longer than a group waits for a member that is silent: another takes its partitions, and then there are two who believe they own them. */
const PAST_ITS_SESSION: readonly [number, number] = [9_000, 13_000];

export const faults: readonly Fault[] = [
  { name: 'message', victims: ['message-1', 'message-2'], how: 'kill', awayMs: LONG },
  { name: 'gateway', victims: ['gateway-1', 'gateway-2'], how: 'kill', awayMs: LONG },
  { name: 'kafka', victims: ['kafka'], how: 'kill', awayMs: SHORT },
  { name: 'message-frozen', victims: ['message-1', 'message-2'], how: 'freeze', awayMs: PAST_ITS_SESSION },
  { name: 'rebalance', victims: ['message-1', 'message-2'], how: 'stop', awayMs: SHORT },
  { name: 'channel', victims: ['channel-1', 'channel-2'], how: 'kill', awayMs: LONG },
  { name: 'connection', victims: ['connection-1', 'connection-2'], how: 'kill', awayMs: LONG },
  { name: 'auth', victims: ['auth-1', 'auth-2'], how: 'kill', awayMs: LONG },
  { name: 'push', victims: ['push-mock-1'], how: 'kill', awayMs: SHORT },
  { name: 'proxy', victims: ['proxy-1', 'proxy-2'], how: 'kill', awayMs: LONG },
  { name: 'shard-primary', victims: ['shard0-primary', 'shard1-primary'], how: 'kill', awayMs: SHORT },
  { name: 'shard-replica', victims: ['shard0-replica', 'shard1-replica'], how: 'kill', awayMs: LONG },
  { name: 'redis', victims: ['redis-1', 'redis-2', 'redis-3'], how: 'kill', awayMs: LONG },
  { name: 'consul', victims: ['consul'], how: 'kill', awayMs: SHORT },
  { name: 'nginx', victims: ['nginx'], how: 'kill', awayMs: SHORT },
  { name: 'core-primary', victims: ['core-primary'], how: 'kill', awayMs: SHORT },
  { name: 'core-replica', victims: ['core-replica'], how: 'kill', awayMs: LONG },
  { name: 'replay', victims: ['all topics'], how: 'replay', awayMs: [0, 0] },
  { name: 'rolling', victims: ['all services'], how: 'roll', awayMs: [0, 0] },
];

/** In turn, or those of these names in turn. */
export function faultOf(round: number, only: readonly string[]): Fault {
  const chosen = only.length === 0 ? faults : faults.filter(({ name }) => only.includes(name));
  const fault = chosen[round % chosen.length];
  if (fault === undefined) throw new Error(`there is no such fault. There are: ${faults.map(({ name }) => name).join(', ')}`);
  return fault;
}
