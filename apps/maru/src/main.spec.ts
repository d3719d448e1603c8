/** The built process, as somebody at a keyboard sees it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { MaruHttp } from '@maru/client';
import { type EmbeddedMaru, startEmbedded } from '@maru/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectTo } from './main.fixture.js';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const patience = 60_000;

let maru: EmbeddedMaru;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maru-main-'));
  maru = await startEmbedded();
}, patience);
afterAll(async () => {
  await maru.close();
  await rm(folder, { recursive: true });
});

async function runToItsEnd(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [main, ...args], { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { out, errors, code: code as unknown };
}

describe('a start that cannot be', () => {
  const portOf = ({ url }: EmbeddedMaru) => new URL(url).port;

  it.each([
    [
      'unknown settings',
      () => runToItsEnd(['--prot', '1', '--data', folder], { MARU_DATTA: 'x' }),
      /unknown flag --prot; unknown argument 1; unknown setting MARU_DATTA/,
    ],
    ['a bad number', () => runToItsEnd(['--port', '80a', '--data', folder]), /MARU_PORT \(--port\): must be a number/],
    ['a busy port', () => runToItsEnd(['--port', portOf(maru), '--data', join(folder, 'busy')]), /port \d+ is in use/],
    ['a folder in use', () => runToItsEnd(['--port', '0', '--data', maru.data]), /in use by another Maru \(process \d+\)/],
    [
      'no folder',
      async () => {
        await writeFile(join(folder, 'file'), '');
        return runToItsEnd(['--port', '0', '--data', join(folder, 'file')]);
      },
      /cannot write to its data folder/,
    ],
    [
      'a damaged database',
      async () => {
        const data = await mkdtemp(join(folder, 'damaged-'));
        await writeFile(join(data, 'auth.sqlite'), 'garbage'.repeat(1_000));
        return runToItsEnd(['--port', '0', '--data', data]);
      },
      /The database .*auth\.sqlite is damaged/,
    ],
  ])(
    'because of %s ends with one clear line and 1',
    async (_what, attempt, line) => {
      const { out, errors, code } = await attempt();
      expect(out).not.toMatch(/^\s+at /m);
      expect(errors).toMatch(line);
      expect(errors).toMatch(/^maru: [^\n]+\n$/);
      expect(code).toBe(1);
    },
    patience,
  );
});

it(
  'explains itself',
  async () => {
    const { out, code } = await runToItsEnd(['--help']);
    expect(out).toMatch(/--port <value>[^]*--data <value>[^]*--demo[^]*--help/);
    expect(code).toBe(0);
  },
  patience,
);

it('tells where it is, how to sign up, and how to see more; and logs in JSON where nobody looks', () => {
  const lines = maru.output().split('\n');
  expect(maru.output()).toMatch(/Maru is at http:\/\/localhost:\d+\n[^]*Sign up[^]*curl [^]*--demo/);
  const logged = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as object);
  expect(logged).toContainEqual(expect.objectContaining({ level: 'info', context: 'Maru', msg: expect.stringContaining('listening') }));
});

it('takes the calls of clients that offer h2c', async () => {
  const headers = {
    Connection: 'Upgrade, HTTP2-Settings',
    Upgrade: 'h2c',
    'HTTP2-Settings': 'AAEAAEAAAAIAAAAB',
    'Content-Type': 'application/json',
  };
  const call = request(`${maru.url}/api/v1/auth/register`, { method: 'POST', headers });
  call.end(JSON.stringify({ username: 'duke', password: 'a long passphrase' }));
  const [response] = (await once(call, 'response')) as [import('node:http').IncomingMessage];
  expect([response.statusCode, JSON.parse(await text(response))]).toEqual([200, { username: 'duke' }]);
});

describe('its end', () => {
  it('comes within five seconds of Ctrl+C, though somebody is there and it arrives thrice', async () => {
    const http = new MaruHttp(maru.url);
    await http.register('dana', 'a long passphrase');
    const client = await connectTo(maru.url, 'dana', 'a long passphrase');
    const asked = performance.now();
    for (const signal of ['SIGINT', 'SIGINT', 'SIGTERM'] as const) if (maru.pid !== undefined) process.kill(maru.pid, signal);
    expect(await maru.stop()).toEqual({ code: 0, signal: null });
    expect(performance.now() - asked).toBeLessThan(5_000);
    await client.close();
    expect(maru.output()).not.toMatch(/"level":"(error|fatal)"/);
  });

  it(
    'takes nothing with it, however it comes',
    async () => {
      await maru.start();
      await maru.kill('SIGKILL');
      await maru.start();
      expect(await new MaruHttp(maru.url).login('dana', 'a long passphrase')).toMatchObject({ username: 'dana' });
    },
    patience,
  );
});
