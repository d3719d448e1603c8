import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect, MaruHttp } from '@maru/client';
import type { Figure, Row } from './figure.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const PASSWORD = 'a password for the bench';

export const startUp: Figure = {
  name: 'p10',
  title: 'P10: from npm start to the first message',
  shape:
    'In an installed and built checkout, on an empty data folder: from running `npm start` to the ack of a message between two new friends, with all the calls in between (two accounts, two logins, an invitation, a channel).',
  bar: '≤ 3 s.',
  defaults: { trials: 5 },
  async run(options, say) {
    const rows: Row[] = [];
    for (let trial = 1; trial <= options.trials; trial++) {
      const data = await mkdtemp(join(tmpdir(), 'maru-bench-start-'));
      const began = performance.now();
      const child = spawn('npm', ['start', '--', '--port', '0', '--data', data], {
        cwd: root,
        stdio: ['ignore', 'pipe', 'inherit'],
        detached: true,
      });
      const url = await listeningAt(child);
      const upMs = Math.round(performance.now() - began);
      await sayOneThing(url);
      const firstMessageMs = Math.round(performance.now() - began);
      process.kill(-(child.pid ?? 0), 'SIGINT');
      await new Promise((resolve) => child.once('close', resolve));
      await rm(data, { recursive: true, force: true });
      rows.push({ subject: 'npm start', trial, upMs, firstMessageMs });
      say(`#${trial}: up after ${upMs} ms, first message after ${firstMessageMs} ms`);
    }
    const remarks = rows.map((row) => `trial ${row.trial}: ${row['firstMessageMs']} ms (bar 3,000 ms)`);
    return { rows, plot: { column: 'firstMessageMs', unit: 'ms' }, remarks };
  },
};

function listeningAt(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    child.once('close', () => reject(new Error(`npm start has ended:\n${printed}`)));
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      const port = /listening on http:\/\/[^\s"]+:(\d+)/.exec(printed)?.[1];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    });
  });
}

async function sayOneThing(url: string): Promise<void> {
  const names = ['alice', 'bob'];
  const clients = await Promise.all(
    names.map(async (name) => {
      const http = new MaruHttp(url);
      await http.register(name, PASSWORD);
      await http.login(name, PASSWORD);
      const client = connect({ http });
      await client.whenLive();
      return client;
    }),
  );
  const [alice, bob] = clients;
  if (alice === undefined || bob === undefined) throw new Error('nobody is there');
  const { inviteCode } = await bob.request({ type: 'FETCH_USER_INVITE_CODE_REQUEST' });
  await alice.request({ type: 'INVITE_REQUEST', userInviteCode: inviteCode });
  await bob.request({ type: 'ACCEPT_REQUEST', username: 'alice' });
  const { channelId } = await alice.request({ type: 'CREATE_REQUEST', participantUsername: 'bob' });
  await alice.request({ type: 'WRITE_MESSAGE', channelId: channelId.id, content: 'hello' });
  await Promise.all(clients.map((client) => client.close()));
}
