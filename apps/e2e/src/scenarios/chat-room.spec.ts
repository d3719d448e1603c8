/** The older dialect `chat-room`, as its clients meet it: each of its facts. */
import { afterEach, describe, expect, it } from 'vitest';
import { DIALECTS, unique, useHouse } from './house.js';
import { type Frame, OlderClient } from './older-client.js';

const house = useHouse(DIALECTS);
const clients: OlderClient[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

async function enter(room: string): Promise<OlderClient> {
  const client = await OlderClient.open(house.url, `/ws/chat/${encodeURIComponent(room)}`);
  clients.push(client);
  return client;
}
const lists = ({ frames }: OlderClient) => frames.map(({ messages }) => messages as Frame[]);
const last = (client: OlderClient) => lists(client).at(-1) ?? [];
const contents = (client: OlderClient) => last(client).map(({ content }) => content);
const heard = (client: OlderClient, content: string) =>
  client.until(() => last(client).at(-1)?.['content'] === content && last(client).at(-1));

describe('chat-room', () => {
  it('says nothing on opening, and the last fifty with every message, to the writer too', async () => {
    const room = unique('room');
    const [mina, jun] = [await enter(room), await enter(room)];
    for (let count = 1; count <= 60; count++) mina.say({ username: 'mina', content: `m${count}`, room_id: room });
    for (const client of [mina, jun]) await heard(client, 'm60');
    const late = await enter(room);
    jun.say({ username: 'jun', content: 'hello', room_id: room });
    for (const client of [mina, jun, late]) {
      await heard(client, 'hello');
      expect(contents(client)).toEqual([...Array.from({ length: 49 }, (_, index) => `m${index + 12}`), 'hello']);
    }
    expect(late.frames).toHaveLength(1);
    expect(late.frames[0]).toEqual({ type: 'messages', messages: expect.any(Array) as Frame[] });
    expect(lists(mina)).toHaveLength(61);
    for (const [index, list] of lists(jun).slice(0, 60).entries()) {
      expect(list).toHaveLength(Math.min(50, index + 1));
      expect(list.at(-1)).toMatchObject({ content: `m${index + 1}` });
    }
  });

  it('sets the time, and keeps every other field as it came', async () => {
    const room = unique('room');
    const mina = await enter(room);
    mina.say({ username: 'mina', content: 'hi', room_id: room, timestamp: 'never', mood: 'glad', tags: [1, { a: null }], __proto__x: 1 });
    const item = await heard(mina, 'hi');
    expect(item).toEqual({
      username: 'mina',
      content: 'hi',
      room_id: room,
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/) as string,
      mood: 'glad',
      tags: [1, { a: null }],
      __proto__x: 1,
    });
    expect(Math.abs(new Date(String(item['timestamp'])).getTime() - Date.now())).toBeLessThan(60_000);
    mina.say({ username: 'mina', content: 'plain', room_id: room });
    expect(await heard(mina, 'plain')).not.toHaveProperty('mood');
    expect(last(mina)[0]).toMatchObject({ mood: 'glad' });
  });

  it('has the path’s room, whatever the message says, and any name for it', async () => {
    for (const room of [unique('방 🙂'), unique('a b?c'), `${unique('x')}${'y'.repeat(300)}`, unique('%41')]) {
      const [one, other, elsewhere] = [await enter(room), await enter(room), await enter(unique('elsewhere'))];
      one.say({ username: 'mina', content: 'here', room_id: 'another' });
      await heard(other, 'here');
      expect(elsewhere.texts).toEqual([]);
    }
  });

  it('makes a room once, though many enter it at the same time', async () => {
    const room = unique('rush');
    const all = await Promise.all(Array.from({ length: 12 }, () => enter(room)));
    all[0]!.say({ username: 'mina', content: 'to all', room_id: room });
    for (const client of all) await heard(client, 'to all');
    expect(all.map((client) => lists(client).length)).toEqual(all.map(() => 1));
  });

  it('lets one socket speak under many names', async () => {
    const room = unique('room');
    const [client, names] = [await enter(room), [unique('a'), unique('b c'), unique('d')]];
    for (const username of names) client.say({ username, content: `by ${username}`, room_id: room });
    await heard(client, `by ${names[2]}`);
    expect(last(client).map(({ username }) => username)).toEqual(names);
  });

  it('keeps its messages when everybody has gone', async () => {
    const room = unique('room');
    const mina = await enter(room);
    mina.say({ username: 'mina', content: 'first', room_id: room, mood: 'glad' });
    await heard(mina, 'first');
    await mina.close();
    const jun = await enter(room);
    jun.say({ username: 'jun', content: 'second', room_id: room });
    await heard(jun, 'second');
    expect(contents(jun)).toEqual(['first', 'second']);
    expect(last(jun)[0]).toMatchObject({ mood: 'glad' });
  });

  it.each(['{', '', 'hello', '5', 'null', '[]', '"text"'])('ends a socket that says %j with 1006, and no other', async (text) => {
    const room = unique('room');
    const [mina, jun] = [await enter(room), await enter(room)];
    mina.say({ username: 'mina', content: 'before', room_id: room });
    mina.say(text);
    mina.say({ username: 'mina', content: 'after', room_id: room });
    expect((await mina.ends()).code).toBe(1006);
    jun.say({ username: 'jun', content: 'still here', room_id: room });
    await heard(jun, 'still here');
    expect(contents(jun)).toEqual(['before', 'still here']);
  });

  it.each([
    ['too long', { username: 'mina', content: 'x'.repeat(4_001) }],
    ['nothing', { username: 'mina', content: ' ' }],
    ['no content', { username: 'mina' }],
    ['no name', { content: 'hi' }],
    ['a name that is too long', { username: 'x'.repeat(51), content: 'hi' }],
    ['a number', { username: 'mina', content: 5 }],
    ['too many fields', { username: 'mina', content: 'hi', more: 'x'.repeat(5_000) }],
  ])('ends a socket that says %s, with a reason, and no other', async (_what, message) => {
    const room = unique('room');
    const [mina, jun] = [await enter(room), await enter(room)];
    mina.say({ ...message, room_id: room });
    expect((await mina.ends()).code).toBe(1008);
    jun.say({ username: 'jun', content: 'still here', room_id: room });
    await heard(jun, 'still here');
    expect(contents(jun)).toEqual(['still here']);
  });

  it('has no place for who takes an account’s name', async () => {
    const [room, alice] = [unique('room'), await house.arrive('alice')];
    const client = await enter(room);
    client.say({ username: alice.name, content: 'I am alice', room_id: room });
    expect(await client.ends()).toEqual({ code: 1008, reason: 'username belongs to an account' });
  });
});
