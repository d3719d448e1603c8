import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { gather, handshakeOf } from '../crowd/crowd.js';
import { handshake } from '../load/handshakes.js';
import { Receivers } from '../load/receivers.js';
import { Writers } from '../load/writers.js';
import { cpuSeconds, loadAverage, StolenTime } from '../measure/processes.js';
import type { Figure, Row } from './figure.js';
import { lookAtMessages, startMaru } from '../maru/embedded-maru.js';
import { MARU_RECEIVERS } from './maru-under-load.js';

const MISSED = 50;

export const comingBack: Figure = {
  name: 'p7',
  title: 'P7: everybody comes back after a kill, and catches up',
  shape:
    'All sockets are in one channel. Maru is killed (SIGKILL) and started again; then all sockets connect at once, as many handshakes under way as the receiver makes (256), and each sends RESUME for the channel with a sequence 50 behind. ' +
    'The time runs from the kill, and from when Maru answers its health check again, to the last SYNCED.',
  bar: '15,000 sockets live within 15 s.',
  defaults: { sockets: 15_000, writers: 1 },
  async run(options, say) {
    const rows: Row[] = [];
    const crowd = await gather({ accounts: Math.ceil(options.sockets / options.socketsPerAccount), channels: 1 });
    const [channelId = 0] = crowd.channelIds;
    for (let trial = 1; trial <= options.trials; trial++) {
      const maru = await startMaru(crowd);
      const handshakesAt = (port: number) => crowd.people.map((person) => handshakeOf(person, port));
      const portBefore = Number(new URL(maru.url).port);
      const writers = await Writers.open({ kind: 'maru', handshakes: [handshakesAt(portBefore)[0]!], channelId, bytes: options.bytes });
      await writers.write(200, 1);
      await writers.close();
      const { last } = lookAtMessages(maru.data, channelId);
      const receiver = { sockets: options.sockets, handshakes: handshakesAt(portBefore).map(handshake), ports: [portBefore] };
      say(`#${trial}: opening ${options.sockets} sockets`);
      const before = await Receivers.open({ ...receiver, ...MARU_RECEIVERS });
      const killedAt = performance.now();
      const stolen = new StolenTime();
      await maru.kill('SIGKILL');
      before.close();
      await maru.start();
      const upAt = performance.now();
      const hello = JSON.stringify({ type: 'RESUME', channels: [[channelId, last - MISSED]] });
      const after = Receivers.start({ ...receiver, hello, ready: '{"type":"SYNCED"', count: MARU_RECEIVERS.count });
      await after.allReady();
      const liveAt = performance.now();
      const stolenPercent = stolen.percent();
      const { messages } = await after.report();
      const seconds = (from: number) => Math.round((liveAt - from) / 10) / 100;
      const missing = options.sockets * MISSED - messages;
      rows.push({
        subject: 'Maru',
        trial,
        secondsSinceUp: seconds(upAt),
        secondsSinceKill: seconds(killedAt),
        messages,
        missing,
        serverCpu: cpuSeconds(maru.pid ?? 0),
        loadAverage: loadAverage(),
        stolenPercent,
      });
      say(`#${trial}: all live ${seconds(upAt)} s after it was up, ${seconds(killedAt)} s after the kill; ${missing} messages missing`);
      after.close();
      await wait(100);
      await maru.kill();
      await rm(maru.data, { recursive: true, force: true });
    }
    const remarks = rows.map(
      (row) => `trial ${row.trial}: ${row['secondsSinceUp']} s after it was up, ${row['secondsSinceKill']} s after the kill (bar 15 s)`,
    );
    return { rows, plot: { column: 'secondsSinceUp', unit: 's' }, remarks };
  },
};
