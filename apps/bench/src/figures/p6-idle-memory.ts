import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { gather, handshakeOf } from '../crowd/crowd.js';
import { handshake } from '../load/handshakes.js';
import { Receivers } from '../load/receivers.js';
import { collectGarbage, inspectable } from '../measure/garbage.js';
import { residentBytes } from '../measure/processes.js';
import type { Figure, Row } from './figure.js';
import { startMaru } from '../maru/embedded-maru.js';
import { MARU_RECEIVERS } from './maru-under-load.js';

const CHANNELS = 10;
const SETTLE_MS = 5_000;

export const idleMemory: Figure = {
  name: 'p6',
  title: 'P6: memory of an idle socket in ten channels',
  shape:
    'Each socket is of an account of its own, all of them in the same ten channels. Resident memory of the process after the first half of the sockets has come, and after the second, each time after a collection of its garbage: the difference, by socket. ' +
    'So what the process needs for itself is not in it.',
  bar: '≤ 10 KB.',
  defaults: { sockets: 2_000, socketsPerAccount: 1 },
  async run(options, say) {
    const rows: Row[] = [];
    const crowd = await gather({ accounts: options.sockets, channels: CHANNELS });
    for (let trial = 1; trial <= options.trials; trial++) {
      const { env, port: inspector } = await inspectable();
      const maru = await startMaru(crowd, { env });
      const port = Number(new URL(maru.url).port);
      const half = Math.floor(options.sockets / 2);
      const handshakes = crowd.people.map((person) => handshake(handshakeOf(person, port)));
      const resident: number[] = [];
      const halves: Receivers[] = [];
      for (const some of [handshakes.slice(0, half), handshakes.slice(half, 2 * half)]) {
        halves.push(await Receivers.open({ ports: [port], sockets: half, handshakes: some, ...MARU_RECEIVERS }));
        await wait(SETTLE_MS);
        await collectGarbage(inspector);
        resident.push(residentBytes(maru.pid ?? 0));
      }
      const [first = 0, second = 0] = resident;
      const bytesPerSocket = Math.round((second - first) / half);
      rows.push({
        subject: 'Maru',
        trial,
        bytesPerSocket,
        firstHalfMiB: first / 2 ** 20,
        bothHalvesMiB: second / 2 ** 20,
        sockets: 2 * half,
      });
      say(`#${trial}: ${bytesPerSocket} bytes a socket`);
      for (const one of halves) one.close();
      await maru.stop();
      await maru.close();
      await rm(maru.data, { recursive: true, force: true });
    }
    const remarks = rows.map((row) => `trial ${row.trial}: ${row['bytesPerSocket']} bytes a socket (bar 10,240)`);
    return { rows, plot: { column: 'bytesPerSocket', unit: 'bytes' }, remarks };
  },
};
