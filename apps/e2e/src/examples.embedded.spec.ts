/** The examples of the SDK's README, run as a reader of it would: against a real Maru, each in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type EmbeddedMaru, startEmbedded, waitUntil } from '@maru/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Guest, PASSWORD } from './guest.js';

let maru: EmbeddedMaru;
let alice: Guest;
/** Where the examples run, and keep what they have not sent. */
let folder: string;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maru-examples-'));
  maru = await startEmbedded({ env: { MARU_LIMITS: 'relaxed' } });
  alice = await Guest.arrive(maru.url, 'alice');
});
afterAll(async () => {
  for (const program of running) program.kill('SIGKILL');
  await alice.client.close();
  await maru.close();
  await rm(folder, { recursive: true, force: true });
});

class Program {
  printed = '';

  private constructor(private readonly child: ChildProcess) {}

  static run(example: string, ...args: string[]): Program {
    const path = fileURLToPath(new URL(`../../../libs/client/examples/${example}`, import.meta.url));
    const child = spawn(process.execPath, [path, maru.url, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    running.add(child);
    const program = new Program(child);
    child.stdout.setEncoding('utf8').on('data', (text: string) => (program.printed += text));
    return program;
  }

  /** What it prints in the place of the group. */
  says(pattern: RegExp): Promise<string> {
    return waitUntil(() => pattern.exec(this.printed)?.[1] ?? false, { what: String(pattern), timeoutMs: 20_000 });
  }

  /** Its exit code. */
  async ends(signal?: 'SIGINT'): Promise<unknown> {
    const end = once(this.child, 'close');
    if (signal !== undefined) this.child.kill(signal);
    const [code] = (await end) as unknown[];
    return code;
  }
}

function isFriend(name: string): Promise<void> {
  return expect.poll(() => alice.client.connections.get(name)?.status, { timeout: 15_000 }).toBe('ACCEPTED');
}

it('the bot accepts who invites it, and says again what it is told', async () => {
  const bot = Program.run('echo-bot.ts', 'echo');
  await alice.client.request({ type: 'INVITE_REQUEST', userInviteCode: await bot.says(/Invite me: (\w+)/) });
  await isFriend('echo');
  const channelId = (await alice.client.request({ type: 'CREATE_REQUEST', participantUsername: 'echo' })).channelId.id;
  // At once: the bot hears of the channel and of what is said in it at the same moment.
  for (const content of ['안녕 👋', 'hello']) alice.client.send(channelId, content);
  await alice.sees(channelId, 4);
  const echoes = alice.client.timeline(channelId).entries.filter((entry) => entry.state === 'sent' && entry.username === 'echo');
  expect(echoes.map(({ content }) => content)).toEqual(['안녕 👋', 'hello']);
  expect(await bot.ends('SIGINT')).toBe(0);
});

it('the bot goes on after it ended itself, and after Maru was killed; an invitation waits for it', async () => {
  const first = Program.run('echo-bot.ts', 'echo2');
  const userInviteCode = await first.says(/Invite me: (\w+)/);
  expect(await first.ends('SIGINT')).toBe(0);
  await alice.client.request({ type: 'INVITE_REQUEST', userInviteCode });
  const bot = Program.run('echo-bot.ts', 'echo2');
  await isFriend('echo2');
  const channelId = (await alice.client.request({ type: 'CREATE_REQUEST', participantUsername: 'echo2' })).channelId.id;
  alice.client.send(channelId, 'before');
  await alice.sees(channelId, 2);
  await maru.kill();
  alice.client.send(channelId, 'meanwhile');
  await maru.start();
  expect(await alice.sees(channelId, 4)).toEqual(['before', 'before', 'meanwhile', 'meanwhile']);
  expect(await bot.ends('SIGINT')).toBe(0);
});

it('the tour prints what happens, and ends by itself', async () => {
  const bob = await Guest.arrive(maru.url, 'bob');
  await alice.befriend(bob);
  bob.client.on('message', ({ channelId, mine }) => mine || bob.client.send(channelId, '안녕하세요'));
  const tour = Program.run('tour.ts', 'alice', PASSWORD);
  expect(await tour.ends()).toBe(0);
  for (const line of ['That channel is not mine.', 'alice: 안녕!', 'bob: 안녕하세요']) expect(tour.printed).toContain(`${line}\n`);
  await bob.client.close();
});
