/** The older dialect `rooms`, as its page and its scripts meet it: each of its facts. */
import { afterEach, describe, expect, it } from 'vitest';
import { DIALECTS, unique, useHouse } from './house.js';
import { type Frame, OlderClient } from './older-client.js';

const house = useHouse(DIALECTS);
const clients: OlderClient[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${house.url}${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: text }),
  });
  const answered = await response.text();
  const json = response.headers.get('content-type')?.startsWith('application/json') === true ? (JSON.parse(answered) as unknown) : answered;
  return { status: response.status, headers: response.headers, json };
}
const answered = async (...asked: Parameters<typeof call>) => {
  const { status, json } = await call(...asked);
  return [status, json];
};
const detail = (text: string) => ({ detail: text });
async function makeRoom(name = unique('room')): Promise<number> {
  return ((await call('POST', '/rooms', { name })).json as { id: number }).id;
}
async function enter(room: number, user: string): Promise<OlderClient> {
  const client = await OlderClient.open(house.url, `/ws/${room}?user=${encodeURIComponent(user)}`);
  clients.push(client);
  await client.hears({ type: 'system', user, text: `${user} joined` });
  return client;
}
const texts = ({ frames }: OlderClient) => frames.filter(({ type }) => type === 'message').map(({ text }) => text);

describe('people', () => {
  it('are made with a name, once', async () => {
    const username = unique('mina');
    const [status, user] = await answered('POST', '/users', { username });
    expect([status, user]).toEqual([201, { id: expect.any(Number) as number, username }]);
    expect(await answered('POST', '/users', { username })).toEqual([409, detail('username already exists')]);
    expect(await answered('GET', `/users/${username}`)).toEqual([200, user]);
    expect(await answered('GET', `/users/${unique('nobody')}`)).toEqual([404, detail('user not found')]);
  });

  it.each([{}, { username: '' }, { username: 'x'.repeat(51) }, { username: 5 }, { username: 'a\0' }, '[]', 'no json', '"text"'])(
    'are not made of %j',
    async (body) => {
      const { status, json } = await call('POST', '/users', body);
      expect([status, (json as { detail: unknown }).detail]).toEqual([
        422,
        [
          expect.objectContaining({
            type: expect.any(String) as string,
            loc: expect.any(Array) as unknown[],
            msg: expect.any(String) as string,
          }),
        ],
      ]);
    },
  );

  it('may be called anything that is nobody’s account', async () => {
    const username = unique('John Smith 🙂 /');
    const [, user] = await answered('POST', '/users', { username });
    expect(await answered('GET', `/users/${encodeURIComponent(username)}`)).toEqual([200, user]);
    const alice = await house.arrive('alice');
    expect(await answered('POST', '/users', { username: alice.name })).toEqual([409, detail('username already exists')]);
    expect(await answered('GET', `/users/${alice.name}`)).toEqual([404, detail('user not found')]);
  });
});

describe('rooms', () => {
  it('have numbers, and names that need not be unlike', async () => {
    const name = unique('lobby');
    const [one, two] = [await makeRoom(name), await makeRoom(name)];
    expect(two).toBeGreaterThan(one);
    expect(await answered('GET', `/rooms/${one}`)).toEqual([200, { id: one, name }]);
    const [status, rooms] = (await answered('GET', '/rooms')) as [number, { id: number; name: string }[]];
    expect(status).toBe(200);
    expect(rooms.length).toBeLessThanOrEqual(100);
    expect(rooms.map(({ id }) => id)).toEqual(rooms.map(({ id }) => id).toSorted((a, b) => b - a));
    expect(rooms.filter((room) => room.name === name).map(({ id }) => id)).toEqual([two, one]);
    expect(await answered('GET', `/rooms/${2 ** 40}`)).toEqual([404, detail('room not found')]);
    expect((await call('GET', '/rooms/abc')).status).toBe(422);
    for (const body of [{ name: '' }, { name: 'x'.repeat(101) }, {}]) expect((await call('POST', '/rooms', body)).status).toBe(422);
  });

  it('tell at most a hundred, and their last fifty messages, old to new', async () => {
    for (let count = 0; count < 101; count++) await makeRoom();
    expect((await call('GET', '/rooms')).json).toHaveLength(100);
    const room = await makeRoom();
    const writer = await enter(room, unique('writer'));
    for (let count = 1; count <= 60; count++) writer.say(`m${count}`);
    await writer.until(() => texts(writer).length === 60);
    const [, messages] = (await answered('GET', `/rooms/${room}/messages`)) as [number, Frame[]];
    expect(messages.map(({ text }) => text)).toEqual(Array.from({ length: 50 }, (_, index) => `m${index + 11}`));
    expect(messages[0]).toEqual({
      id: expect.any(Number) as number,
      room_id: room,
      user: expect.any(String) as string,
      text: 'm11',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
    });
    expect((await call('GET', `/rooms/${room}/messages?limit=2`)).json).toMatchObject([{ text: 'm59' }, { text: 'm60' }]);
    expect((await call('GET', `/rooms/${room}/messages?limit=500`)).json).toHaveLength(50);
    for (const limit of ['0', '-1', 'all']) expect((await call('GET', `/rooms/${room}/messages?limit=${limit}`)).status).toBe(422);
    expect(await answered('GET', `/rooms/${2 ** 40}/messages`)).toEqual([404, detail('room not found')]);
  });
});

describe('the server', () => {
  it('is well', async () => {
    const { status, json } = await call('GET', '/health');
    expect(status).toBe(200);
    expect(json).toMatchObject({ ok: true, redis: expect.any(String) as string });
  });

  it('lets its page call, with credentials, and no other page', async () => {
    const asked = {
      Origin: 'http://localhost:3000',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'content-type',
    };
    const { status, headers } = await call('OPTIONS', '/rooms', undefined, asked);
    expect([status, headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')]).toEqual([
      200,
      'http://localhost:3000',
      'true',
    ]);
    expect(headers.get('access-control-allow-headers')).toBe('content-type');
    const from = async (origin: string) =>
      (await call('GET', '/rooms', undefined, { Origin: origin })).headers.get('access-control-allow-origin');
    expect(await from('http://localhost:3000')).toBe('http://localhost:3000');
    expect(await from('http://elsewhere.example')).toBeNull();
  });

  it('leave their address to Maru’s own page of public rooms, where a browser goes there', async () => {
    const { status, headers } = await call('GET', '/rooms', undefined, { Accept: 'text/html,*/*;q=0.8' });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect((await call('GET', '/rooms', undefined, { Accept: 'application/json, text/plain, */*' })).json).toBeInstanceOf(Array);
  });

  it('knows no other calls', async () => {
    expect(await answered('DELETE', '/rooms')).toEqual([405, detail('Method Not Allowed')]);
    expect(await answered('GET', '/rooms/1/members')).toEqual([404, detail('Not Found')]);
    expect((await call('POST', '/users', { username: 'x'.repeat(100_000) })).status).toBe(413);
  });
});

describe('a socket', () => {
  it('of a room that is not there is opened, and closed with 1008', async () => {
    for (const room of [2 ** 40, 'abc', '0', '-1', '%20']) {
      const client = await OlderClient.open(house.url, `/ws/${room}?user=mina`);
      expect(await client.ends()).toEqual({ code: 1008, reason: 'room not found' });
      expect(client.texts).toEqual([]);
    }
  });

  it('hears the last fifty messages, one frame each, then that it has joined; and nothing falls between', async () => {
    const room = await makeRoom();
    const writer = await enter(room, unique('writer'));
    for (let count = 1; count <= 60; count++) writer.say(`m${count}`);
    await writer.until(() => texts(writer).length === 60);
    const user = unique('late');
    for (let count = 61; count <= 80; count++) writer.say(`m${count}`);
    const late = await enter(room, user);
    await late.until(() => texts(late).at(-1) === 'm80');
    const first = Number(String(texts(late)[0]).slice(1));
    expect(first).toBeGreaterThanOrEqual(11);
    expect(texts(late)).toEqual(Array.from({ length: 81 - first }, (_, index) => `m${index + first}`));
    const joined = late.frames.findIndex(({ type }) => type === 'system');
    expect(joined).toBeGreaterThanOrEqual(50);
    expect(late.frames[joined]).toEqual({ type: 'system', room_id: room, user, text: `${user} joined`, ts: expect.any(Number) as number });
    await writer.hears({ type: 'system', user, text: `${user} joined` });
  });

  it('says plain text, which all hear as it is, the writer too', async () => {
    const room = await makeRoom();
    const [mina, jun] = [await enter(room, unique('mina')), await enter(room, unique('jun'))];
    const before = Date.now() / 1_000;
    const said = ['  hello  ', '{"type":"message"}', '안녕 🙂', 'a\nb', 'x'.repeat(4_000)];
    for (const text of said) mina.say(text);
    for (const client of [mina, jun]) {
      await client.until(() => texts(client).length === said.length);
      expect(texts(client)).toEqual(said);
    }
    const [message] = jun.frames.filter(({ type }) => type === 'message');
    expect(message).toEqual({
      type: 'message',
      room_id: room,
      user: expect.stringMatching(/^mina/) as string,
      text: '  hello  ',
      ts: expect.any(Number) as number,
      db_message_id: expect.any(Number) as number,
      db_created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
      db_user_id: expect.any(Number) as number,
      db_room_id: room,
    });
    expect(Math.abs((message!['ts'] as number) - before)).toBeLessThan(60);
    const user = message!['user'] as string;
    expect(await answered('GET', `/users/${user}`)).toEqual([200, { id: message!['db_user_id'], username: user }]);
  });

  it('is of somebody anonymous where nobody is named; two of one name come and go each by itself', async () => {
    const room = await makeRoom();
    const watcher = await enter(room, unique('watcher'));
    const first = await OlderClient.open(house.url, `/ws/${room}`);
    const second = await OlderClient.open(house.url, `/ws/${room}`);
    clients.push(first, second);
    const count = (text: string) => watcher.frames.filter((frame) => frame['text'] === text).length;
    await watcher.until(() => count('anonymous joined') === 2);
    first.say('one');
    second.say('two');
    await watcher.until(() => texts(watcher).length === 2);
    await first.close();
    await watcher.until(() => count('anonymous left') === 1);
    second.say('three');
    await second.hears({ type: 'message', user: 'anonymous', text: 'three' });
    expect(await watcher.hears({ text: 'anonymous left' })).toEqual({
      type: 'system',
      room_id: room,
      user: 'anonymous',
      text: 'anonymous left',
      ts: expect.any(Number) as number,
    });
    expect(first.frames.some(({ text }) => text === 'anonymous left')).toBe(false);
  });

  it('hears its own room only', async () => {
    const [one, other] = [await makeRoom(), await makeRoom()];
    const user = unique('both');
    const [here, there] = [await enter(one, user), await enter(other, user)];
    here.say('here');
    there.say('there');
    await here.hears({ type: 'message', text: 'here' });
    await there.hears({ type: 'message', text: 'there' });
    expect([texts(here), texts(there)]).toEqual([['here'], ['there']]);
  });

  it('leaves nothing unsaid when it closes at once', async () => {
    const room = await makeRoom();
    const watcher = await enter(room, unique('watcher'));
    const user = unique('hasty');
    const hasty = await OlderClient.open(house.url, `/ws/${room}?user=${user}`);
    for (const text of ['a', 'b', 'c']) hasty.say(text);
    await hasty.close();
    await watcher.hears({ type: 'system', text: `${user} left` });
    expect(watcher.frames.filter((frame) => frame['user'] === user).map(({ text }) => text)).toEqual([
      `${user} joined`,
      'a',
      'b',
      'c',
      `${user} left`,
    ]);
  });

  it('is told what cannot be a message, and nobody else is', async () => {
    const room = await makeRoom();
    const [mina, jun] = [await enter(room, unique('mina')), await enter(room, unique('jun'))];
    for (const text of ['', ' \n ', 'x'.repeat(4_001), 'a\0b']) mina.say(text);
    mina.say('good');
    await jun.hears({ type: 'message', text: 'good' });
    await mina.hears({ type: 'message', text: 'good' });
    expect(texts(jun)).toEqual(['good']);
    const refused = mina.frames.filter(({ type, text }) => type === 'system' && String(text).startsWith('not sent'));
    expect(refused).toHaveLength(4);
    expect(jun.frames.some(({ text }) => String(text).startsWith('not sent'))).toBe(false);
  });

  it('that sends what is no text, or too much of it, is closed, and no other', async () => {
    const room = await makeRoom();
    const [mina, jun, kai] = [await enter(room, unique('mina')), await enter(room, unique('jun')), await enter(room, unique('kai'))];
    mina.socket.send(Buffer.from('binary'));
    expect((await mina.ends()).code).toBe(1003);
    jun.say('x'.repeat(70_000));
    expect((await jun.ends()).code).toBe(1009);
    kai.say('still here');
    await kai.hears({ type: 'message', text: 'still here' });
  });

  it('of an account’s name, or of no name, is closed with 1008', async () => {
    const [room, alice] = [await makeRoom(), await house.arrive('alice')];
    for (const user of [alice.name, alice.name.toUpperCase(), ` ${alice.name}`, 'x'.repeat(51)]) {
      const client = await OlderClient.open(house.url, `/ws/${room}?user=${encodeURIComponent(user)}`);
      expect((await client.ends()).code).toBe(1008);
      expect(client.texts).toEqual([]);
    }
  });

  it('may come from any page', async () => {
    const user = unique('page');
    const path = `/ws/${await makeRoom()}?user=${user}`;
    const client = await OlderClient.open(house.url, path, { Origin: 'http://localhost:3000' });
    clients.push(client);
    expect(await client.hears({ type: 'system' })).toMatchObject({ text: `${user} joined` });
  });
});
