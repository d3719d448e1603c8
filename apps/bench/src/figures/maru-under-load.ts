/** A Maru with a crowd in one channel: some write, most hear, a few check. */
import { rm } from 'node:fs/promises';
import { type EmbeddedMaru, startEmbedded } from '@maru/testing';
import { Checkers } from '../check/checkers.js';
import { type Crowd, gather, handshakeOf, PASSWORD } from '../crowd/crowd.js';
import { handshake } from '../load/handshakes.js';
import { Receivers } from '../load/receivers.js';
import { Writers } from '../load/writers.js';
import type { Options } from './figure.js';

export const MARU_RECEIVERS = { ready: '{"type":"HELLO"', count: '{"type":"NOTIFY_MESSAGE"' };

export interface CrowdedMaru {
  readonly maru: EmbeddedMaru;
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

export async function startMaru(crowd: Crowd, env: Readonly<Record<string, string>> = {}, profileFolder?: string): Promise<EmbeddedMaru> {
  const profiling: Record<string, string> =
    profileFolder === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profileFolder}` };
  return await startEmbedded({ data: await crowd.copy(), env: { MARU_LIMITS: 'relaxed', ...profiling, ...env } });
}

/** All sockets together are `sockets`: those that hear, those that write, and those that check. */
export async function crowdedMaru(options: CrowdedOptions): Promise<CrowdedMaru> {
  const { sockets, socketsPerAccount, bytes, checkers: checking } = options;
  const crowd = await gather({ accounts: Math.max(2, Math.ceil(sockets / socketsPerAccount)), channels: 1 });
  const [channelId = 0] = crowd.channelIds;
  const maru = await startMaru(crowd, options.env, options.profileFolder);
  const open: { close(): unknown }[] = [];
  const close = async () => {
    for (const one of open.toReversed()) await one.close();
    await maru.stop();
    await maru.close();
    await rm(maru.data, { recursive: true, force: true });
  };
  try {
    const port = Number(new URL(maru.url).port);
    const handshakes = crowd.people.map((person) => handshakeOf(person, port));
    const receivers = await Receivers.open({
      port,
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
    const people = crowd.people.slice(0, checking).map(({ username }) => ({ username, password: PASSWORD }));
    const checkers = checking === 0 ? undefined : await Checkers.open({ url: maru.url, people, channelId });
    if (checkers !== undefined) open.push(checkers);
    return { maru, receivers, writers, checkers, channelId, close };
  } catch (error) {
    await close();
    throw error;
  }
}
