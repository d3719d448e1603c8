import { fanOutTrial } from '../measure/fan-out-trial.js';
import { peers } from '../peers/peers.js';
import type { Figure, Row } from './figure.js';
import { crowdedMaru } from './maru-under-load.js';
import { peerTrial } from './p2-deliveries-per-cpu.js';
import { medianOf } from './rows.js';

const LOOP = 'ws loop';

export const latency: Figure = {
  name: 'p5',
  title: 'P5: latency in a channel of 100 at chat rate, beside a bare ws loop',
  shape:
    'One channel of 100 sockets, 10 messages a second, each timed at every socket from when it was due to its arrival. Maru checks and commits each message before anybody hears it; the ws loop passes it on.',
  bar: '≤ 1.5 × the loop.',
  defaults: { sockets: 100, socketsPerAccount: 1, rate: 10, writers: 1, seconds: 20, warmUp: 5 },
  async run(options, say) {
    const rows: Row[] = [];
    for (let trial = 1; trial <= options.trials; trial++) {
      const crowd = await crowdedMaru({ ...options, checkers: 0, sample: 1 });
      try {
        const { maru, receivers, writers } = crowd;
        const { rate, seconds, warmUp: warmUpSeconds } = options;
        const load = { server: maru.processes, receivers, writers, rate, seconds, warmUpSeconds, awaitAll: true };
        rows.push({ subject: 'Maru', trial, ...(await fanOutTrial(load)) });
      } finally {
        await crowd.close();
      }
      for (const peer of peers.filter(({ name }) => name === LOOP)) {
        const row = await peerTrial({ ...peer, receiver: { ...peer.receiver, sample: 1 } }, trial, options);
        if (row !== undefined) rows.push(row);
      }
      for (const row of rows.slice(-2)) say(`${row.subject} #${trial}: p50 ${row['p50Ms']} ms, p99 ${row['p99Ms']} ms`);
    }
    const remarks = ['p50Ms', 'p99Ms'].map((column) => {
      const [ours = 0, theirs = 0] = [medianOf(rows, 'Maru', column), medianOf(rows, LOOP, column)];
      return `${column}: ${ours} against ${theirs}, ${(ours / theirs).toFixed(2)} × (medians; bar 1.5 ×)`;
    });
    return { rows, plot: { column: 'p99Ms', unit: 'p99, ms' }, remarks };
  },
};
