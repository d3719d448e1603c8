/** Fills a running Maru by the ways that are open to everybody. What is there already stays as it is. */
import { connect, type MaruClient, MaruHttp } from '@maru/client';
import { CommandError } from '../command-line/command-error.js';
import { patiently } from './patiently.js';
import type { PlannedChannel, SeedPlan } from './seed-plan.js';

export interface SeedOptions {
  readonly server: string;
  readonly password: string;
  readonly progress: (what: string) => void;
}

export async function seed(plan: SeedPlan, { server, password, progress }: SeedOptions): Promise<void> {
  const people = new Map<string, MaruClient>();
  try {
    for (const name of plan.names) people.set(name, await enter(server, name, password));
    progress(`${plan.names.length} users`);
    for (const [one, other] of plan.friendships) await befriend(called(people, one), called(people, other));
    progress(`${plan.friendships.length} friendships`);
    for (const channel of plan.channels) await fill(channel, people);
    progress(`${plan.channels.length} channels, ${plan.channels.reduce((sum, { lines }) => sum + lines.length, 0)} messages`);
  } finally {
    await Promise.all([...people.values()].map((client) => client.close()));
  }
}

async function enter(server: string, name: string, password: string): Promise<MaruClient> {
  const http = new MaruHttp(server);
  await patiently(() => http.register(name, password), 'USERNAME_TAKEN');
  await patiently(() => http.login(name, password));
  const client = connect({ http });
  await client.whenLive();
  return client;
}

async function befriend(one: MaruClient, other: MaruClient): Promise<void> {
  const username = other.username ?? '';
  if (one.connections.get(username)?.status === 'ACCEPTED') return;
  const code = await patiently(() => other.request({ type: 'FETCH_USER_INVITE_CODE_REQUEST' }));
  const userInviteCode = code?.inviteCode ?? '';
  await patiently(() => one.request({ type: 'INVITE_REQUEST', userInviteCode }), 'ALREADY_INVITED', 'ALREADY_CONNECTED');
  await patiently(() => other.request({ type: 'ACCEPT_REQUEST', username: one.username ?? '' }), 'ALREADY_CONNECTED');
}

async function fill({ title, creator, others, lines }: PlannedChannel, people: ReadonlyMap<string, MaruClient>): Promise<void> {
  const owner = called(people, creator);
  const known = owner.channels.list.find((channel) => channel.kind === 'GROUP' && channel.title === title)?.channelId;
  const create = () => owner.request({ type: 'CREATE_REQUEST', title, participantUsernames: [...others] });
  const channelId = known ?? (await patiently(create))?.channelId.id ?? 0;
  for (const { by, content, clientMessageId } of lines)
    await patiently(() => called(people, by).request({ type: 'WRITE_MESSAGE', channelId, content, clientMessageId }));
}

function called(people: ReadonlyMap<string, MaruClient>, name: string): MaruClient {
  const client = people.get(name);
  if (client === undefined) throw new CommandError(`${name} is not in the plan`);
  return client;
}
