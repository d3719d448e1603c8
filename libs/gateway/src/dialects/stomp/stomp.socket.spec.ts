/** STOMP sockets where time, slowness and what must be looked up matter. */
import { type ChannelDescription, DescribeChannel } from '@maru/contracts';
import { FixedClock, waitUntil } from '@maru/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { GatewayHouse, told } from '../../gateway.fixture.js';

const QUEUE_BYTES = 20_000;
const CONNECT = 'CONNECT\naccept-version:1.2\nheart-beat:5000,10000\n\n\0';
const SUBSCRIBE = 'SUBSCRIBE\nid:s:1\ndestination:/user/queue/messages\nreceipt:r\n\n\0';

let clock: FixedClock;
let house: GatewayHouse;
let describeChannel: (channelId: number) => Promise<ChannelDescription | undefined>;

beforeEach(async () => {
  clock = new FixedClock();
  house = await GatewayHouse.start({ clock, env: { MARU_DIALECTS: 'stomp', MARU_SOCKET_QUEUE_BYTES: String(QUEUE_BYTES) } });
  house.memberships.set(1, [41, 42]);
  describeChannel = async () => ({ kind: 'GROUP', people: [] });
  house.service.platform.queries.serve(DescribeChannel, async ({ channelId }) => ({ channel: await describeChannel(channelId) }));
});
afterEach(() => house.close());

class Stomper {
  readonly texts: string[] = [];
  closedWith: number | undefined;
  readonly webSocket: WebSocket;

  constructor() {
    this.webSocket = new WebSocket(`${house.service.wsUrl}/ws-chat?token=${house.login(1)}`, ['v12.stomp']);
    this.webSocket.on('message', (data: Buffer) => this.texts.push(data.toString()));
    this.webSocket.on('close', (code) => (this.closedWith = code));
    this.webSocket.on('open', () => this.webSocket.send(CONNECT + SUBSCRIBE));
  }

  hears(part: string, count = 1): Promise<unknown> {
    return waitUntil(() => this.texts.filter((text) => text.includes(part)).length >= count, {
      what: `${part} in ${this.texts.join('\n')}`,
    });
  }

  contents(): string[] {
    return this.texts.flatMap((text) => /"content":"(\w+)"/.exec(text)?.[1] ?? []);
  }
}

async function arrive(): Promise<Stomper> {
  const one = new Stomper();
  await one.hears('RECEIPT');
  return one;
}

it('beats as agreed, and gives up who promised to and does not', async () => {
  const one = await arrive();
  expect(one.webSocket.protocol).toBe('v12.stomp');
  await clock.advance(8_000);
  expect(one.texts.filter((text) => text === '\n')).toEqual([]);
  await clock.advance(1_000);
  await waitUntil(() => one.texts.includes('\n'));
  one.webSocket.send('\n');
  await clock.advance(9_000);
  await waitUntil(() => one.texts.filter((text) => text === '\n').length === 2);
  expect(one.closedWith).toBeUndefined();
  await clock.advance(11_000);
  await waitUntil(() => one.closedWith === 1002);
  expect(one.texts.at(-1)).toContain('message:no heart-beat\n');
});

it('waits for what must be looked up, and all that is behind it waits too', async () => {
  const one = await arrive();
  const { promise, resolve } = Promise.withResolvers<ChannelDescription>();
  describeChannel = (channelId) => (channelId === 42 ? promise : Promise.resolve({ kind: 'GROUP', people: [] }));
  await house.deliver(told(41, 1));
  await one.hears('"m1"');
  await house.deliver(told(42, 2));
  await house.deliver(told(41, 3));
  await house.deliver(told(42, 4));
  one.webSocket.send('ACK\nid:1\nreceipt:again\n\n\0');
  resolve({ kind: 'DIRECT', people: [1, 99].map((userId) => ({ userId, username: `user${userId}` })) });
  await one.hears('"m4"');
  await one.hears('"m3"');
  expect(one.contents().filter((content) => content !== 'm3')).toEqual(['m1', 'm2', 'm4']);
  expect(one.texts.find((text) => text.includes('"m2"'))).toMatch(/^MESSAGE\nsubscription:s\\c1\n/);
});

it('closes where it cannot be looked up: a hole is never hidden', async () => {
  const one = await arrive();
  describeChannel = () => Promise.reject(new Error('nobody knows'));
  await house.deliver(told(42, 1));
  await waitUntil(() => one.closedWith === 1011);
  expect(one.contents()).toEqual([]);
});

it('counts what waits between two polls, and closes who does not come for it', async () => {
  const at = `${house.service.url}/ws-chat/000/slow`;
  const call = async (transport: string, body?: string) => {
    const headers = { 'Content-Type': 'text/plain' };
    const answer = await fetch(`${at}/${transport}?token=${house.login(1)}`, {
      method: 'POST',
      headers,
      ...(body === undefined ? {} : { body }),
    });
    return await answer.text();
  };
  expect(await call('xhr')).toBe('o\n');
  await call('xhr_send', JSON.stringify([CONNECT + SUBSCRIBE]));
  expect(await call('xhr')).toContain('CONNECTED');
  // A notice to the channel writes what came before it: nothing is gathered.
  const notice = { kind: 'channel', channelId: 42, frame: '{"type":"NOTIFY_ROLE"}' } as const;
  for (let count = 1; count <= 200; count++) await house.deliver(told(42, count), notice);
  let all = '';
  await waitUntil(async () => (all += await call('xhr')).includes('c['));
  expect(all.slice(all.indexOf('c['))).toContain('c[4001,"slow consumer"]');
  const heard = [...all.matchAll(/\\"content\\":\\"m(\d+)\\"/g)].map(([, number]) => Number(number));
  expect(heard.length).toBeLessThan(200);
  expect(heard).toEqual(Array.from({ length: heard.length }, (_, index) => index + 1));
});
