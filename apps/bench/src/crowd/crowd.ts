/** Accounts with sessions, and channels that all of them belong to: made once by the ways that are open to everybody, and kept for later runs. */
import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MaruHttp } from '@maru/client';
import { AUTH_PATH, SESSION_COOKIE, SOCKET_PATH, SUBPROTOCOL } from '@maru/contracts';
import { startEmbedded } from '@maru/testing';
import { z } from 'zod';
import type { Handshake } from '../load/handshakes.js';
import { LeanSocket } from '../load/lean-socket.js';
import { cacheFolder } from '../measure/cache-folder.js';

export const PASSWORD = 'a password for the bench';
const AT_ONCE = 6;

const Kept = z.object({ people: z.array(z.object({ username: z.string(), secret: z.string() })), channelIds: z.array(z.int()) });
type Kept = z.infer<typeof Kept>;
type Person = Kept['people'][number];

export interface Crowd extends Kept {
  /** A fresh copy of its data, for one run. */
  copy(): Promise<string>;
}

export interface CrowdWish {
  readonly accounts: number;
  readonly channels: number;
}

export function handshakeOf({ secret }: Person, port: number): Handshake {
  return { port, path: SOCKET_PATH, cookie: `${SESSION_COOKIE}=${secret}`, subprotocol: SUBPROTOCOL };
}

export async function gather(wish: CrowdWish): Promise<Crowd> {
  const folder = join(cacheFolder(), `crowd-${wish.accounts}-${wish.channels}`);
  if (!existsSync(folder)) await make(wish, folder);
  const kept = Kept.parse(JSON.parse(readFileSync(join(folder, 'crowd.json'), 'utf8')));
  return {
    ...kept,
    copy: async () => {
      const copy = await mkdtemp(join(tmpdir(), 'maru-bench-data-'));
      cpSync(join(folder, 'data'), copy, { recursive: true });
      return copy;
    },
  };
}

/** In a Maru that runs already. A cluster that was emptied, or has forgotten the sessions, gets another crowd. */
export async function gatherAt(url: string, wish: CrowdWish): Promise<Kept> {
  const { port } = new URL(url);
  const file = join(cacheFolder(), `crowd-${wish.accounts}-${wish.channels}-at-${port}.json`);
  if (existsSync(file)) {
    const kept = Kept.parse(JSON.parse(readFileSync(file, 'utf8')));
    if (await isWelcome(kept, Number(port))) return kept;
  }
  const made = await assemble(url, wish, `b${Date.now().toString(36)}`);
  writeFileSync(file, JSON.stringify(made));
  return made;
}

async function isWelcome({ people, channelIds }: Kept, port: number): Promise<boolean> {
  try {
    const socket = await LeanSocket.open(handshakeOf(people[0]!, port));
    const { channels } = (await socket.ask({ type: 'FETCH_CHANNELS_REQUEST' })) as { channels: { channelId: { id: number } }[] };
    socket.close();
    return channels.some(({ channelId }) => channelId.id === channelIds[0]);
  } catch {
    return false;
  }
}

async function assemble(url: string, { accounts, channels }: CrowdWish, prefix: string): Promise<Kept> {
  const port = Number(new URL(url).port);
  const people = await inTurn(accounts, (index) => register(url, `${prefix}${index}`));
  const channelIds = await openChannels(people, channels, port);
  await inTurn(accounts - 2, (index) => enterAll(people[index + 2]!, channelIds, port));
  return { people, channelIds };
}

async function make(wish: CrowdWish, folder: string): Promise<void> {
  const half = `${folder}.${process.pid}`;
  const maru = await startEmbedded({ data: join(half, 'data'), env: { MARU_LIMITS: 'relaxed' } });
  try {
    const made = await assemble(maru.url, wish, 'bench');
    await maru.stop();
    writeFileSync(join(half, 'crowd.json'), JSON.stringify(made));
    rmSync(folder, { recursive: true, force: true });
    renameSync(half, folder);
  } finally {
    await maru.close();
    rmSync(half, { recursive: true, force: true });
  }
}

async function register(url: string, username: string): Promise<Person> {
  await new MaruHttp(url).register(username, PASSWORD);
  const response = await fetch(`${url}${AUTH_PATH}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: PASSWORD }),
  });
  if (!response.ok) throw new Error(`${username} could not log in: ${response.status}`);
  return { username, secret: await response.text() };
}

/** Two friends open public channels. */
async function openChannels([owner, friend]: readonly Person[], channels: number, port: number): Promise<number[]> {
  if (owner === undefined || friend === undefined) throw new Error('a crowd is two people at least');
  const [ours, theirs] = [await LeanSocket.open(handshakeOf(owner, port)), await LeanSocket.open(handshakeOf(friend, port))];
  const { inviteCode } = await theirs.ask({ type: 'FETCH_USER_INVITE_CODE_REQUEST' });
  await ours.ask({ type: 'INVITE_REQUEST', userInviteCode: inviteCode });
  await theirs.ask({ type: 'ACCEPT_REQUEST', username: owner.username });
  const channelIds: number[] = [];
  for (let index = 0; index < channels; index++) {
    const wish = { title: `bench ${index}`, participantUsernames: [friend.username], public: true };
    const { channelId } = (await ours.ask({ type: 'CREATE_REQUEST', ...wish })) as { channelId: { id: number } };
    channelIds.push(channelId.id);
  }
  for (const socket of [ours, theirs]) socket.close();
  return channelIds;
}

async function enterAll(person: Person, channelIds: readonly number[], port: number): Promise<void> {
  const socket = await LeanSocket.open(handshakeOf(person, port));
  for (const channelId of channelIds) await socket.ask({ type: 'JOIN_REQUEST', channelId });
  socket.close();
}

/** A few at a time, and the results in order. */
async function inTurn<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = Array.from({ length: count });
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < count; index = next++) results[index] = await work(index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
