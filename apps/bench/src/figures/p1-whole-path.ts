import { fanOutTrial } from '../measure/fan-out-trial.js';
import type { Figure, Row } from './figure.js';
import { crowdedMaru } from './maru-under-load.js';

const CHECKERS = 4;

export const wholePath: Figure = {
  name: 'p1',
  title: 'P1: one channel, the whole path',
  shape:
    'Writers send WRITE_MESSAGE at an even pace that waits for nothing; each message is committed (to SQLite; in the cluster to a shard of MySQL, behind Kafka) and fanned out to all sockets of one channel. ' +
    'Ten sockets an account, as the protocol allows. Receivers (C, epoll) walk and count the frames of every socket, and look at the time of each message ' +
    'on every fiftieth; SDK clients check every sequence. Latency is from when a message was due to be sent to its arrival.',
  bar: '15,000 sockets at 7,000 messages a minute (105 million deliveries a minute), p99 ≤ 300 ms, no hole, no duplicate, all in the database; goal: 33,000 and 500 million.',
  defaults: { sockets: 15_000, rate: 7_000 / 60, seconds: 60, warmUp: 5 },
  shapes: ['embedded', 'cluster'],
  async run(options, say) {
    const rows: Row[] = [];
    for (let trial = 1; trial <= options.trials; trial++) {
      say(`trial ${trial}: opening ${options.sockets} sockets`);
      const crowd = await crowdedMaru({ ...options, checkers: CHECKERS });
      try {
        const { maru, receivers, writers, checkers, channelId } = crowd;
        const load = { server: maru.processes, receivers, writers, warmUpSeconds: options.warmUp, awaitAll: true };
        say(`trial ${trial}: ${Math.round(options.rate * 60)} messages a minute for ${options.seconds} s`);
        const measured = await fanOutTrial({ ...load, rate: options.rate, seconds: options.seconds });
        const { messages, last } = await maru.lookAtMessages(channelId);
        const checked = await checkers?.check(last);
        rows.push({
          subject: maru.subject,
          trial,
          messagesPerMinute: Math.round((measured.sent / options.seconds) * 60),
          deliveriesPerMinute: Math.round(measured.deliveriesPerSecond * 60),
          ...measured,
          stored: messages,
          storedHoles: last - messages,
          checkedMessages: checked?.messages ?? 0,
          checkedHoles: checked?.holes ?? 0,
          checkedRepeated: checked?.repeated ?? 0,
          checkersBehind: last - (checked?.last ?? 0),
        });
        say(JSON.stringify(rows.at(-1)));
      } finally {
        await crowd.close();
      }
    }
    return { rows, plot: { column: 'deliveriesPerMinute', unit: 'deliveries a minute' }, remarks: rows.map(judge) };
  },
};

function judge(row: Row): string {
  const { delivered, expected, p99Ms, sent, acked, checkedHoles, checkedRepeated, storedHoles, lost } = row as unknown as Record<
    string,
    number
  >;
  const isWhole =
    delivered === expected && acked === sent && checkedHoles === 0 && checkedRepeated === 0 && storedHoles === 0 && lost === 0;
  const whole = isWhole ? 'every delivery came, once and in order' : 'NOT whole: see the columns';
  return `trial ${row.trial}: ${row['deliveriesPerMinute']} deliveries a minute, p99 ${p99Ms} ms (bar 300 ms); ${whole}`;
}
