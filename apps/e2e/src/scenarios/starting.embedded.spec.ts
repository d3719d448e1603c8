/** Starting Maru by hand: what one sees when it cannot be, how soon it can be used, and how it starts full. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { startEmbedded, waitUntil } from '@maru/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Device } from './device.js';

const main = fileURLToPath(new URL('../../../maru/dist/main.js', import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maru-starting-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(args: readonly string[], settings: Record<string, string> = {}) {
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('MARU_'));
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...Object.fromEntries(environment), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { out, errors, code: code as unknown };
}

describe('a start that cannot be says why in one line, and ends with 1', () => {
  const expectRefused = (ended: Awaited<ReturnType<typeof run>>, why: RegExp) => {
    expect(ended.errors).toMatch(/^maru: [^\n]+\n$/);
    expect(ended.errors).toMatch(why);
    expect(ended.code).toBe(1);
  };

  it('a port that is in use', async () => {
    const squatter = createServer().listen(0);
    await once(squatter, 'listening');
    const { port } = squatter.address() as { port: number };
    expectRefused(await run(['--port', `${port}`, '--data', join(folder, 'port')]), new RegExp(`${port}.* in use`));
    squatter.close();
  });

  it('a folder that cannot be made', async () => {
    await writeFile(join(folder, 'file'), '');
    expectRefused(await run(['--port', '0', '--data', join(folder, 'file')]), /cannot write/);
  });

  it('a folder that another Maru has', async () => {
    const other = await startEmbedded();
    expectRefused(await run(['--port', '0', '--data', other.data]), /in use by another Maru/);
    await other.close();
  });

  it.each(['auth', 'connection', 'channel', 'message', 'push'])('a database that is damaged: %s', async (service) => {
    const data = await mkdtemp(join(folder, 'damaged-'));
    await writeFile(join(data, `${service}.sqlite`), 'this is no database '.repeat(500));
    expectRefused(await run(['--port', '0', '--data', data]), new RegExp(`${service}\\.sqlite is damaged`));
  });

  it('settings that it does not know, all of them named', async () => {
    const ended = await run(['--prot', '--data', join(folder, 'unknown')], { MARU_DATTA: 'x', MARU_LIMIT_SOCKETS: 'many' });
    expectRefused(ended, /--prot/);
    expect(ended.errors).toMatch(/MARU_DATTA.*MARU_LIMIT_SOCKETS|MARU_LIMIT_SOCKETS.*MARU_DATTA/);
  });
});

it('--help explains itself', async () => {
  const { out, errors, code } = await run(['--help']);
  expect(out).toMatch(/--port[^]*--data[^]*--demo/);
  expect([errors, code]).toEqual(['', 0]);
});

describe('--demo', () => {
  it('starts full, in Korean and English, with something unread; a second time changes nothing', { timeout: 60_000 }, async () => {
    const maru = await startEmbedded({ args: ['--demo'], env: { MARU_LIMITS: 'relaxed' } });
    const told = (): string | undefined => /password "(.+)"/.exec(maru.output())?.[1];
    const password = await waitUntil(told, { timeoutMs: 20_000 });
    const look = async () => {
      const alice = await Device.login(maru.url, 'alice', {}, password);
      const { channels } = await alice.ask({ type: 'FETCH_CHANNELS_REQUEST' });
      const contents = await Promise.all(
        channels.map(async ({ channelId }) => (await alice.history(channelId.id)).map(({ content }) => content)),
      );
      await alice.close();
      return { channels, contents };
    };
    const first = await look();
    expect(first.channels.length).toBeGreaterThanOrEqual(3);
    expect(first.channels.some(({ unreadCount }) => unreadCount > 0)).toBe(true);
    expect(first.contents.flat().some((content) => /[가-힣]/.test(content))).toBe(true);
    expect(first.contents.flat().some((content) => /^[\x20-\x7E]+$/.test(content))).toBe(true);
    const printed = maru.output().length;
    await maru.restart();
    await expect.poll(() => maru.output().slice(printed), { timeout: 20_000 }).toMatch(/demo is there/);
    expect(await look()).toEqual(first);
    await maru.close();
  });
});

it('a second start to the first message: measured, not judged', async () => {
  const maru = await startEmbedded({ env: { MARU_LIMITS: 'relaxed' } });
  const alice = await Device.register(maru.url, 'alice');
  const bob = await Device.register(maru.url, 'bob');
  await alice.befriend(bob);
  const channelId = await alice.openDirect(bob);
  await maru.stop();
  const from = performance.now();
  await maru.start();
  const started = performance.now() - from;
  alice.client.wake();
  await alice.write(channelId, 'here we are again');
  await bob.hears('NOTIFY_MESSAGE', { content: 'here we are again' });
  const total = performance.now() - from;
  process.stdout.write(`second start: usable after ${Math.round(started)} ms, first message heard after ${Math.round(total)} ms\n`);
  await Promise.all([alice.close(), bob.close()]);
  expect(await maru.stop()).toEqual({ code: 0, signal: null });
  await maru.close();
});
