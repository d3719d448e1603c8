import { fanOutTrial } from '../measure/fan-out-trial.js';
import type { Figure, Row } from './figure.js';
import { crowdedMaru } from './maru-under-load.js';
import { medianOf } from './rows.js';

/** Unless `--rate` names one. */
const RATES = [100, 5_000];

export const sendToAck: Figure = {
  name: 'p3',
  title: 'P3: from sending to the ack of the committed message, in a group of 100',
  shape:
    'One group of 100 sockets of 100 accounts, of which 20 write at an even pace; every message is committed and told to all. From when a message was due to its ack. ' +
    'Tinode is no package of a registry: its figures (p50 3.3 ms, p99 7 to 13 ms at 100 a second; it ends at 250 a second) were measured earlier on this kind of machine, not in this run.',
  bar: 'at 100 a second p50 ≤ 3.3 ms and p99 ≤ 13 ms; 5,000 a second with p99 ≤ 100 ms.',
  shapes: ['embedded', 'cluster'],
  defaults: { sockets: 100, socketsPerAccount: 1, writers: 20, rate: 0, seconds: 15, warmUp: 5 },
  async run(options, say) {
    const rows: Row[] = [];
    const rates = options.rate > 0 ? [options.rate] : RATES;
    for (let trial = 1; trial <= options.trials; trial++) {
      for (const rate of rates) {
        const crowd = await crowdedMaru({ ...options, checkers: 0 });
        try {
          const { maru, receivers, writers } = crowd;
          const { seconds, warmUp: warmUpSeconds } = options;
          const load = { server: maru.processes, receivers, writers, rate, seconds, warmUpSeconds, awaitAll: true };
          rows.push({ subject: `${maru.subject} at ${rate}/s`, trial, ...(await fanOutTrial(load)) });
          say(`${rate}/s #${trial}: ack p50 ${rows.at(-1)?.['ackP50Ms']} ms, p99 ${rows.at(-1)?.['ackP99Ms']} ms`);
        } finally {
          await crowd.close();
        }
      }
    }
    const remarks = rates.map((rate) => {
      const [row] = rows.filter(({ subject }) => subject.endsWith(` at ${rate}/s`));
      const of = (column: string) => medianOf(rows, row?.subject ?? '', column);
      return `at ${rate} a second: ack p50 ${of('ackP50Ms')} ms, p99 ${of('ackP99Ms')} ms (medians of the trials)`;
    });
    return { rows, plot: { column: 'ackP99Ms', unit: 'p99, ms' }, remarks };
  },
};
