/** Older dialects where their settings matter: off, on, bounded, and after a restart. */
import { startEmbedded } from '@maru/testing';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { DIALECTS, unique, useEmbedded } from './house.js';
import { type Frame, OlderClient } from './older-client.js';
import { arriveByMail } from './stomp-accounts.js';
import { StompPerson } from './stomp-person.js';

const clients: OlderClient[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});
async function open(url: string, path: string): Promise<OlderClient> {
  const client = await OlderClient.open(url, path);
  clients.push(client);
  return client;
}
async function makeRoom(url: string): Promise<number> {
  const body = JSON.stringify({ name: unique('room') });
  const made = await fetch(`${url}/rooms`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  return ((await made.json()) as { id: number }).id;
}
const texts = ({ frames }: OlderClient) => frames.filter(({ type }) => type === 'message').map(({ text }) => text);
const contents = ({ frames }: OlderClient) => ((frames.at(-1)?.['messages'] ?? []) as Frame[]).map(({ content }) => content);

describe('dialects that are off', () => {
  const house = useEmbedded();

  it('are nowhere', async () => {
    for (const path of ['/ws/1', '/ws/chat/lobby', '/ws-chat/info']) expect(await OlderClient.refused(house.url, path)).toBe(404);
    for (const path of ['/rooms', '/users/mina', '/rooms/1/messages', '/ws-chat/info']) {
      const answer = await fetch(`${house.url}${path}`);
      expect([answer.status, await answer.json()]).toEqual([404, expect.objectContaining({ code: 'NOT_FOUND' })]);
    }
    expect(await (await fetch(`${house.url}/health`)).json()).not.toHaveProperty('redis');
  });
});

describe('a start', () => {
  it('says which are on, and what that means', async () => {
    const maru = await startEmbedded({ args: ['--dialects', 'chat-room'] });
    expect(maru.output()).toContain('chat-room is on: whoever comes to /ws/chat/{room}');
    expect(maru.output()).not.toContain('rooms is on');
    expect(await OlderClient.refused(maru.url, '/ws/1')).toBe(404);
    await maru.close();
  });

  it('ends where one is on that is not there', async () => {
    await expect(startEmbedded({ env: { MARU_DIALECTS: 'rooms,irc' } })).rejects.toThrow(
      'MARU_DIALECTS (--dialects): there is no dialect irc; there are rooms, chat-room, stomp',
    );
  });
});

describe('limits', () => {
  const house = useEmbedded({
    ...DIALECTS,
    MARU_LIMIT_GUEST_MESSAGES_PER_MINUTE: '1',
    MARU_LIMIT_GUEST_MESSAGES_BURST: '3',
    MARU_LIMIT_GUEST_SOCKETS: '4',
    MARU_LIMIT_GUEST_ROOMS_PER_MINUTE: '3',
    MARU_LIMIT_GUESTS_PER_MINUTE: '5',
  });

  it('hold for messages, sockets, rooms and names, each told in its dialect’s own way', async () => {
    const room = await makeRoom(house.url);
    const [mina, jun] = [await open(house.url, `/ws/${room}?user=mina`), await open(house.url, `/ws/chat/${room}`)];
    for (const text of ['1', '2', '3', '4', '5']) mina.say(text);
    await mina.until(() => mina.frames.filter(({ text }) => String(text).startsWith('not sent')).length === 2);
    await mina.until(() => texts(mina).length === 3);
    for (const content of ['a', 'b', 'c', 'd']) jun.say({ username: 'jun', content });
    expect((await jun.ends()).code).toBe(1013);
    await mina.until(() => texts(mina).length === 6);
    expect(texts(mina)).toEqual(['1', '2', '3', 'a', 'b', 'c']);

    for (let count = 0; count < 3; count++) await open(house.url, `/ws/${room}?user=mina`);
    expect(await OlderClient.refused(house.url, `/ws/${room}?user=mina`)).toBe(429);
    await Promise.all(clients.splice(0).map((client) => client.close()));

    expect([await makeRoom(house.url), await makeRoom(house.url)].every((id) => id > room)).toBe(true);
    expect(await makeRoom(house.url)).toBeUndefined();
    for (const user of ['k1', 'k2', 'k3']) await (await open(house.url, `/ws/${room}?user=${user}`)).hears({ text: `${user} joined` });
    expect(await (await open(house.url, `/ws/${room}?user=k4`)).ends()).toMatchObject({ code: 1008 });
  });
});

describe('limits of people with accounts', () => {
  const house = useEmbedded({ ...DIALECTS, MARU_LIMIT_OLDER_MESSAGES_PER_MINUTE: '200', MARU_LIMIT_OLDER_MESSAGES_BURST: '100' });

  it('C10: too fast is told of, and dropped, for all sockets of an account together', async () => {
    const [token, other] = [await arriveByMail(house.url), await arriveByMail(house.url)];
    const [ann, again, ben] = await Promise.all([token, token, other].map((one) => StompPerson.connect(house.url, one)));
    const sent = Array.from({ length: 150 }, (_, count) =>
      [ann, again][count % 2]!.send('/app/chat.sendMessage', { receiver: ben!.id, content: `m${count}` }),
    );
    const outcomes = await Promise.allSettled(sent.map((receipt, count) => [ann, again][count % 2]!.received(receipt)));
    const written = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(written).toBeGreaterThanOrEqual(100);
    expect(written).toBeLessThan(150);
    await expect.poll(() => ben!.contents().length).toBe(written);
    const errors = [...ann!.errors, ...again!.errors];
    expect(errors).toHaveLength(150 - written);
    for (const error of errors)
      expect(error).toEqual({
        errorCode: 'RATE_LIMIT_EXCEEDED',
        code: 'RATE_LIMIT_EXCEEDED',
        message: expect.any(String) as string,
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
        retryAfterSeconds: 1,
      });
    await Promise.all([ann, again, ben].map((person) => person!.close()));
  });
});

describe('a house with guests', () => {
  const house = useEmbedded(DIALECTS);

  it('knows its rooms, its people and what was said after a restart', async () => {
    const [name, user] = [unique('plaza'), unique('mina')];
    const bea = await open(house.url, `/ws/chat/${name}`);
    bea.say({ username: user, content: 'before', mood: 'glad' });
    await bea.until(() => contents(bea).length === 1);
    await house.maru().restart();
    const again = await open(house.url, `/ws/chat/${name}`);
    again.say({ username: user, content: 'after' });
    await again.until(() => contents(again).length === 2);
    expect((again.frames[0]!['messages'] as Frame[])[0]).toMatchObject({ username: user, content: 'before', mood: 'glad' });
    const rooms = (await (await fetch(`${house.url}/rooms`)).json()) as { id: number; name: string }[];
    const abe = await open(house.url, `/ws/${rooms.find((room) => room.name === name)?.id}?user=${user}`);
    await abe.hears({ type: 'system' });
    expect(texts(abe)).toEqual(['before', 'after']);
  });

  it('bears whatever is said to it: those who behave hear all of each other, and nothing else', async () => {
    const room = await makeRoom(house.url);
    const [abe, bea] = [await open(house.url, `/ws/${room}?user=abe`), await open(house.url, `/ws/chat/${room}`)];
    await abe.hears({ type: 'system' });
    const bad = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 50 }).map((text) => `\0${text}`),
      fc.constantFrom('', ' ', '\n', 'x'.repeat(4_001), 'x'.repeat(66_000)),
      fc.uint8Array({ maxLength: 50 }),
    );
    let count = 0;
    await fc.assert(
      fc.asyncProperty(bad, fc.constantFrom(`/ws/${room}?user=bad`, `/ws/chat/${room}`), async (said, path) => {
        const client = await OlderClient.open(house.url, path);
        client.socket.send(said);
        client.socket.send('{');
        const line = `line ${++count}`;
        abe.say(line);
        await bea.until(() => contents(bea).includes(line));
        await client.close();
      }),
      { numRuns: 40 },
    );
    await abe.until(() => texts(abe).includes(`line ${count}`));
    // To one of the two dialects this is a text like any other.
    const lines = texts(abe).filter((text) => text !== '{');
    expect(lines).toEqual(Array.from({ length: count }, (_, index) => `line ${index + 1}`));
  });
});
