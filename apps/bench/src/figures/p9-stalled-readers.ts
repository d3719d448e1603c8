import { fanOutTrial } from '../measure/fan-out-trial.js';
import { residentBytes } from '../measure/processes.js';
import type { Figure, Row } from './figure.js';
import { crowdedMaru } from './maru-under-load.js';
import { medianOf } from './rows.js';

const STALLED = 100;

export const stalledReaders: Figure = {
  name: 'p9',
  title: 'P9: a hundred readers who stop reading',
  shape:
    'The load of P1, without and with 100 of its sockets that stop reading when they are greeted. Latency is of the others. The memory is the growth of the process over the trial, above that of the trial without them, by stalled reader; ' +
    'what the kernel holds for them is not in it.',
  bar: 'the others: p99 ≤ 1.2 ×; at most 1 MiB for each that is stalled.',
  defaults: { sockets: 15_000, rate: 7_000 / 60, seconds: 30, warmUp: 3 },
  async run(options, say) {
    const rows: Row[] = [];
    for (let trial = 1; trial <= options.trials; trial++) {
      for (const stalled of [0, STALLED]) {
        const crowd = await crowdedMaru({ ...options, checkers: 0, stalled });
        try {
          const { maru, receivers, writers } = crowd;
          const { rate, seconds, warmUp: warmUpSeconds } = options;
          const resident = () => [...maru.processes.values()].flat().reduce((sum, pid) => sum + residentBytes(pid), 0);
          const before = resident();
          const load = { server: maru.processes, receivers, writers, rate, seconds, warmUpSeconds, awaitAll: true, silent: stalled };
          const measured = await fanOutTrial(load);
          const grownMiB = Math.round((resident() - before) / 2 ** 20);
          rows.push({ subject: stalled === 0 ? 'without' : `${stalled} stalled`, trial, ...measured, grownMiB });
          say(`${stalled} stalled #${trial}: p99 ${measured.p99Ms} ms, ${grownMiB} MiB more`);
        } finally {
          await crowd.close();
        }
      }
    }
    const of = (subject: string, column: string) => medianOf(rows, subject, column) ?? 0;
    const slower = of(`${STALLED} stalled`, 'p99Ms') / of('without', 'p99Ms');
    const each = (of(`${STALLED} stalled`, 'grownMiB') - of('without', 'grownMiB')) / STALLED;
    const remarks = [`p99 ${slower.toFixed(2)} × (bar 1.2 ×); ${each.toFixed(2)} MiB for each stalled reader (bar 1 MiB)`];
    return { rows, plot: { column: 'p99Ms', unit: 'p99 of the others, ms' }, remarks };
  },
};
