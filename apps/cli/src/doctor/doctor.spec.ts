import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { type EmbeddedMaru, startEmbedded } from '@maru/testing';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Home } from '../cli.fixture.js';
import { judgeMetrics } from './check-metrics.js';
import { checkNode, checkSettings } from './check-program.js';
import { judgeSkew } from './check-server.js';
import { checkSocket } from './check-socket.js';

let maru: EmbeddedMaru;
let home: Home;
beforeAll(async () => {
  maru = await startEmbedded();
  home = await Home.make();
}, 60_000);
afterAll(async () => {
  await home.close();
  await maru.close();
});

const doctor = async (...words: string[]) => {
  const { code, out } = await home.run(['doctor', ...words]);
  return { code, text: out.join('\n') };
};

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a Maru that is well', () => {
  it('is found so, with a socket of whoever is logged in', async () => {
    const stranger = await doctor(maru.url, '--data', maru.data);
    expect(stranger.text).toContain('Nobody is logged in here');
    await home.register(maru.url, 'dana');
    const { code, text } = await doctor('--data', maru.data);
    expect(text).toMatch(/a socket of dana opens in \d+ ms[^]*its clock and ours agree[^]*there and back on it/);
    for (const part of ['Node 24', 'ready', 'handshakes of sockets reach it', 'no dead letters', `Maru runs on it (process ${maru.pid})`])
      expect(text).toContain(part);
    // A busy machine makes it slow, and doctor says so: that is no fault of this Maru.
    const slow = text.includes('✗ Maru is slow');
    expect([code, text.split('\n').at(-1)]).toEqual(slow ? [1, '1 thing is wrong.'] : [0, 'Nothing is wrong.']);
  });
});

describe('what is wrong', () => {
  it('is that nobody is there', async () => {
    const server = createServer();
    const url = await listen(server);
    server.close();
    const { code, text } = await doctor(url);
    expect(text).toMatch(/✗ Nobody listens at http:\/\/127\.0\.0\.1:\d+\.\n +Start Maru with npm start/);
    expect(code).toBe(1);
  });

  it('is that somebody else is there', async () => {
    const url = await listen(createServer((_request, response) => response.end('<html>')));
    expect(await doctor(url)).toMatchObject({ code: 1, text: expect.stringMatching(/is not Maru \(HTTP 200\)\.\n +Name the address/) });
  });

  it('is that it drains, or that a check of it fails', async () => {
    let health = '{"status":"draining","checks":{}}';
    const url = await listen(createServer((_request, response) => response.writeHead(503).end(health)));
    expect((await doctor(url)).text).toMatch(/✗ Maru is not ready: draining\.\n +It is stopping/);
    health = '{"status":"failing","checks":{"database":"failing","bus":"ok"}}';
    expect((await doctor(url)).text).toMatch(/✗ Maru is not ready: failing \(database\)\.\n +Look at its log/);
  });

  it('is a proxy that does not pass handshakes on', async () => {
    const proxy = createServer((incoming, response) => {
      const call = request(`${maru.url}${incoming.url}`, (answer) => {
        response.writeHead(answer.statusCode ?? 500, { 'Content-Type': 'application/json', Server: 'nginx/1.27' });
        answer.pipe(response);
      });
      call.end();
    });
    const { code, text } = await doctor(await listen(proxy));
    expect(text).toContain('behind nginx/1.27');
    expect(text).toMatch(/✗ The handshake of a socket was answered with HTTP 404, not by the gateway\.\n +A proxy must pass on .*Upgrade/);
    expect(code).toBe(1);
  });

  it('is a socket that does not open', async () => {
    const findings = await checkSocket({ socketUrl: () => Promise.resolve(`${maru.wsUrl}?ticket=nonsense`) });
    expect(findings).toEqual([
      { mark: 'wrong', what: expect.stringContaining('cannot be opened (closed with 1006)'), next: expect.any(String) },
    ]);
  });

  it('is a data folder with a damaged database, open to others', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'maru-doctor-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'auth.sqlite'), 'garbage'.repeat(1_000));
    chmodSync(folder, 0o755);
    const { code, text } = await doctor(maru.url, '--data', folder);
    expect(text).toMatch(/· .* can be read by every user of this machine.*\n +chmod 700/);
    expect(text).toMatch(/✗ auth\.sqlite cannot be read \(SQLITE_NOTADB\)\.\n +Stop Maru, then: npx maru restore/);
    expect(code).toBe(1);
    expect((await doctor(maru.url, '--data', join(folder, 'nowhere'))).text).toContain('✗ There is no data folder');
  });

  it('is an old Node, or a setting that is misspelt', () => {
    expect(checkNode('20.1.0')).toMatchObject({ mark: 'wrong', next: expect.stringContaining('npm start') });
    expect(checkSettings({ MARU_PROT: '1' })).toEqual([
      { mark: 'wrong', what: 'unknown setting MARU_PROT: is MARU_PORT meant?', next: expect.stringContaining('docs/configuration.md') },
    ]);
    expect(checkSettings({ MARU_PORT: '1', PATH: '' })).toMatchObject([{ mark: 'well' }]);
  });

  it('is a clock that is ahead or behind', () => {
    expect(judgeSkew('Thu, 01 Jan 1970 00:01:00 GMT', 0)).toMatchObject({ mark: 'wrong', what: 'Its clock is 60 s ahead of ours.' });
    expect(judgeSkew(1_000, 31_000)).toMatchObject({ what: 'Its clock is 30 s behind ours.' });
    expect(judgeSkew(1_000, 3_000)).toMatchObject({ mark: 'well' });
    expect([judgeSkew(null, 0), judgeSkew('soon', 0)]).toEqual([undefined, undefined]);
  });
});

describe('its numbers', () => {
  const marks = (text: string) => judgeMetrics(text).map(({ mark, what }) => [mark, what]);

  it('tell of dead letters, a slow loop, late messages, failures and waiting logins', () => {
    const found = marks(`# HELP maru_dead_letters x
maru_dead_letters 3
nodejs_eventloop_lag_p99_seconds 0.5
maru_message_ack_seconds_bucket{le="1"} 90
maru_message_ack_seconds_bucket{le="5"} 100
maru_message_ack_seconds_bucket{le="+Inf"} 100
maru_message_ack_seconds_count 100
maru_batch_seconds_count{service="push",topic="message.events",outcome="failed"} 2
maru_batch_seconds_count{service="push",topic="message.events",outcome="handled"} 9
maru_password_hashing_waiting 40
`);
    expect(found).toEqual([
      ['wrong', expect.stringContaining('3 records')],
      ['wrong', expect.stringContaining('500 ms')],
      ['wrong', expect.stringContaining('Messages lag')],
      ['note', expect.stringContaining('2 batches')],
      ['wrong', expect.stringContaining('40 logins')],
    ]);
  });

  it('tell of the workers, and each process by itself', () => {
    const lag = ['', '{gateway="gateway-1.1"}', '{gateway="gateway-1.2"}'].map((of) => `nodejs_eventloop_lag_p99_seconds${of} 0.2`);
    const workers = (living: number, ended: number) =>
      marks([...lag, `maru_workers ${living}`, `maru_worker_ends_total ${ended}`].join('\n'));
    const [, there, loop, ...others] = workers(2, 0);
    expect([there, loop]).toEqual([
      ['well', '2 workers take sockets'],
      ['well', expect.stringContaining('200 ms')],
    ]);
    expect(others).toHaveLength(1);
    expect(workers(2, 3)).toContainEqual(['note', expect.stringContaining('3 have ended')]);
    expect(workers(0, 3)).toContainEqual(['note', expect.stringContaining('the first process does')]);
    expect(
      marks(lag[0] ?? '')
        .flat()
        .join(' '),
    ).not.toContain('workers');
  });

  it('tell nothing where there are none', () => {
    expect(marks('<html>')).toEqual([['note', expect.stringContaining('no numbers')]]);
    expect(marks('maru_message_ack_seconds_bucket{le="0.05"} 10\nmaru_message_ack_seconds_count 10\n').map(([mark]) => mark)).toEqual([
      'well',
      'well',
      'well',
    ]);
  });
});
