/** A Maru with a crowd in one channel: some write, most hear, a few check. */
import { Checkers } from '../check/checkers.js';
import { gather, gatherAt, handshakeOf, PASSWORD } from '../crowd/crowd.js';
import { handshake } from '../load/handshakes.js';
import { Receivers } from '../load/receivers.js';
import { Writers } from '../load/writers.js';
import { clusterMaru } from '../maru/cluster-maru.js';
import { embeddedMaru } from '../maru/embedded-maru.js';
import type { RunningMaru } from '../maru/running-maru.js';
import type { Options } from './figure.js';

export const MARU_RECEIVERS = { ready: '{"type":"HELLO"', count: '{"type":"NOTIFY_MESSAGE"' };

export interface CrowdedMaru {
  readonly maru: RunningMaru;
  readonly receivers: Receivers;
  readonly writers: Writers;
  readonly checkers: Checkers | undefined;
  readonly channelId: number;
  close(): Promise<void>;
}

export interface CrowdedOptions extends Options {
  readonly checkers: number;
  readonly stalled?: number;
  readonly sample?: number;
  readonly env?: Readonly<Record<string, string>>;
}

async function started({ sockets, socketsPerAccount, at, isDirect, env, workers, profileFolder }: CrowdedOptions) {
  const wish = { accounts: Math.max(2, Math.ceil(sockets / socketsPerAccount)), channels: 1 };
  if (at !== undefined) {
    const { people, channelIds } = await gatherAt(at, wish);
    return { people, channelId: channelIds[0] ?? 0, maru: await clusterMaru(at, isDirect) };
  }
  const crowd = await gather(wish);
  return { people: crowd.people, channelId: crowd.channelIds[0] ?? 0, maru: await embeddedMaru(crowd, { env, workers, profileFolder }) };
}

/** All sockets together are `sockets`: those that hear, those that write, and those that check. */
export async function crowdedMaru(options: CrowdedOptions): Promise<CrowdedMaru> {
  const { sockets, bytes, checkers: checking } = options;
  const { people, channelId, maru } = await started(options);
  const open: { close(): unknown }[] = [];
  const close = async () => {
    for (const one of open.toReversed()) await one.close();
    await maru.close();
  };
  try {
    const ports = maru.socketPorts;
    const handshakes = people.map((person, index) => handshakeOf(person, ports[index % ports.length] ?? 0));
    const receivers = await Receivers.open({
      ports,
      sockets: sockets - options.writers - checking,
      handshakes: handshakes.map(handshake),
      ...MARU_RECEIVERS,
      stalled: options.stalled ?? 0,
      sample: options.sample ?? 50,
    });
    open.push(receivers);
    const writing = Array.from({ length: options.writers }, (_, index) => handshakes.at(-1 - (index % handshakes.length))!);
    const writers = await Writers.open({ kind: 'maru', handshakes: writing, channelId, bytes });
    open.push(writers);
    const checked = people.slice(0, checking).map(({ username }) => ({ username, password: PASSWORD }));
    const checkers = checking === 0 ? undefined : await Checkers.open({ url: maru.url, people: checked, channelId });
    if (checkers !== undefined) open.push(checkers);
    return { maru, receivers, writers, checkers, channelId, close };
  } catch (error) {
    await close();
    throw error;
  }
}
