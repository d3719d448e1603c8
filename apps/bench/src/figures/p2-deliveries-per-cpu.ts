import { Receivers } from '../load/receivers.js';
import { Writers } from '../load/writers.js';
import { fanOutTrial } from '../measure/fan-out-trial.js';
import { type Peer, peers, receiversOf } from '../peers/peers.js';
import type { Figure, Options, Row } from './figure.js';
import { crowdedMaru } from './maru-under-load.js';
import { isWanted, medianOf } from './rows.js';

const bars: Readonly<Record<string, number>> = { 'Nest WsAdapter loop': 15, 'socket.io 4': 8, 'nats-server': 2 };

export const deliveriesPerCpu: Figure = {
  name: 'p2',
  title: 'P2: deliveries per CPU second of the server, beside peers',
  shape:
    'The same sockets, messages and rate for all: one channel that every socket hears, one writer. Maru checks, commits and numbers each message; the peers only pass it on. ' +
    'A peer that cannot hold the rate is busy all the time, and what it did deliver is counted: the figure is deliveries at the receivers by CPU seconds of the server (user and system, all threads), while messages are being sent. ' +
    'Latencies of a peer that is flooded mean nothing.',
  bar: '≥ 15 × a Nest WsAdapter loop, ≥ 8 × socket.io, ≥ 2 × nats-server.',
  defaults: { sockets: 5_000, rate: 7_000 / 60, seconds: 15, writers: 1 },
  async run(options, say) {
    const rows: Row[] = [];
    for (let trial = 1; trial <= options.trials; trial++) {
      if (isWanted('Maru', options)) rows.push(await maruTrial(trial, options));
      for (const peer of peers.filter(({ name }) => isWanted(name, options))) {
        const row = await peerTrial(peer, trial, options);
        if (row !== undefined) rows.push(row);
      }
      for (const row of rows.filter((one) => one.trial === trial))
        say(`${row.subject} #${trial}: ${row['deliveriesPerServerCpuSecond']} deliveries per CPU second`);
    }
    return { rows, plot: { column: 'deliveriesPerServerCpuSecond', unit: 'deliveries per CPU second' }, remarks: compare(rows) };
  },
};

async function maruTrial(trial: number, options: Options): Promise<Row> {
  const crowd = await crowdedMaru({ ...options, checkers: 0 });
  try {
    const { maru, receivers, writers } = crowd;
    const { rate, seconds, warmUp: warmUpSeconds } = options;
    const load = { server: maru.processes, receivers, writers, rate, seconds, warmUpSeconds, awaitAll: true };
    return { subject: 'Maru', trial, ...(await fanOutTrial(load)) };
  } finally {
    await crowd.close();
  }
}

export async function peerTrial(peer: Peer, trial: number, options: Options): Promise<Row | undefined> {
  const running = await peer.start();
  if (running === undefined) return undefined;
  const { rate, seconds, warmUp: warmUpSeconds, sockets, bytes } = options;
  const opened: { close(): unknown }[] = [running];
  try {
    const receivers = await Receivers.open(receiversOf(peer, running.port, sockets - 1));
    opened.push(receivers);
    const { kind, extraBytes } = peer;
    const writers = await Writers.open({ kind, handshakes: [peer.handshake(running.port)], channelId: 1, bytes: bytes + extraBytes });
    opened.push(writers);
    const load = { server: new Map([['peer', [running.pid]]]), receivers, writers, rate, seconds, warmUpSeconds, awaitAll: false };
    return { subject: peer.name, trial, ...(await fanOutTrial(load)) };
  } finally {
    for (const one of opened.toReversed()) await one.close();
  }
}

function compare(rows: readonly Row[]): string[] {
  const of = (subject: string) => medianOf(rows, subject, 'deliveriesPerServerCpuSecond');
  const maru = of('Maru');
  if (maru === undefined) return [];
  return peers.flatMap(({ name }) => {
    const theirs = of(name);
    const bar = bars[name];
    if (theirs === undefined) return [];
    const times = (maru / theirs).toFixed(1);
    return [`${times} × ${name} (medians)${bar === undefined ? '' : `, bar ${bar} ×: ${maru / theirs >= bar ? 'reached' : 'missed'}`}`];
  });
}
