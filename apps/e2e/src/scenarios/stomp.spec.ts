/** The sockets of the older dialect `stomp`, as its clients meet them: facts C5 to C9. */
import { afterEach, describe, expect, it } from 'vitest';
import { olderRoomId } from '@maru/contracts';
import { PATIENT } from './device.js';
import { DIALECTS, unique, useHouse } from './house.js';
import { OlderClient } from './older-client.js';
import { accountOf, strangersByMail } from './stomp-accounts.js';
import { StompPerson, type Told, type Transport } from './stomp-person.js';

const house = useHouse(DIALECTS);
const people: StompPerson[] = [];
const clients: OlderClient[] = [];
afterEach(async () => {
  await Promise.all(people.splice(0).map((person) => person.close()));
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

async function connect(token: string, transport?: Transport): Promise<StompPerson> {
  const person = await StompPerson.connect(house.url, token, transport);
  people.push(person);
  return person;
}
async function two(...transports: Transport[]): Promise<[StompPerson, StompPerson]> {
  const [ann, ben] = await strangersByMail(house);
  return [await connect(ann, transports[0]), await connect(ben, transports[1] ?? transports[0])];
}
const FIELDS = ['attachmentUrl', 'content', 'id', 'receiver', 'receiverId', 'roomId', 'sender', 'senderId', 'status', 'timestamp', 'type'];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

describe('stomp', () => {
  it.each(['websocket', 'xhr-streaming', 'xhr-polling', 'plain'] as const)('C5: comes in by %s, with a token', async (transport) => {
    const [ann, ben] = await two(transport);
    expect(ann.id).toMatch(/^user_[0-9a-f]{8}$/);
    await ann.write({ receiver: ben.id }, 'first');
    await ben.hears({ content: 'first' });
    for (let count = 0; count < 10; count++) void ann.write({ receiver: ben.id }, `a${count}`);
    await ann.write({ receiver: ben.id }, 'last');
    await ben.hears({ content: 'last' });
    await ben.write({ receiver: ann.id }, 'back');
    await ann.hears({ content: 'back' });
    const said = ['first', ...Array.from({ length: 10 }, (_, count) => `a${count}`), 'last'];
    expect(ben.contents().slice(0, 12)).toEqual(said);
    expect(ann.contents()).toEqual([...said, 'back']);
  });

  it('C5: tells what its transports are, and lets in nobody without a token', async () => {
    const info = await fetch(`${house.url}/ws-chat/info`, { headers: { Origin: 'https://page.example' } });
    expect(info.headers.get('access-control-allow-origin')).toBe('https://page.example');
    expect(await info.json()).toMatchObject({ websocket: true, entropy: expect.any(Number) as number });
    for (const query of ['', '?token=', '?token=x', '?token=eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl']) {
      for (const path of ['/ws-chat', '/ws-chat/websocket', '/ws-chat/000/abc/websocket'])
        expect(await OlderClient.refused(house.url, `${path}${query}`)).toBe(401);
      for (const transport of ['xhr', 'xhr_streaming']) {
        const answer = await fetch(`${house.url}/ws-chat/000/${unique('s')}/${transport}${query}`, { method: 'POST' });
        expect(answer.status).toBe(401);
      }
    }
  });

  it('C5: keeps a session of polls for whoever has its token', async () => {
    const [token, other] = await strangersByMail(house);
    const at = `${house.url}/ws-chat/000/${unique('s')}`;
    const call = (path: string, by: string, body?: string) =>
      fetch(`${at}/${path}?token=${by}`, {
        method: 'POST',
        headers: { 'Content-Type': 'text/plain' },
        ...(body === undefined ? {} : { body }),
      });
    expect(await (await call('xhr', token)).text()).toBe('o\n');
    expect((await call('xhr', other)).status).toBe(401);
    expect((await call('xhr_send', other, '["x"]')).status).toBe(401);
    expect((await call('xhr_send', token, JSON.stringify(['CONNECT\naccept-version:1.1\n\n\0']))).status).toBe(204);
    expect(await (await call('xhr', token)).text()).toMatch(/^a\["CONNECTED\\nversion:1\.1\\n/);
    expect((await call('xhr_send', token, 'x'.repeat(400_000))).status).toBe(413);
  });

  it('C5: speaks 1.0, 1.1 and 1.2, whichever is offered', async () => {
    const [token] = await strangersByMail(house);
    for (const [offered, version] of [
      ['1.0', '1.0'],
      ['1.1,1.0', '1.1'],
      ['1.2,1.1,1.0', '1.2'],
      [undefined, '1.0'],
    ]) {
      const client = await OlderClient.open(house.url, `/ws-chat/websocket?token=${token}`);
      clients.push(client);
      client.say(`STOMP\n${offered === undefined ? '' : `accept-version:${offered}\n`}heart-beat:10000,10000\n\n\0`);
      await client.until(() => client.texts[0]?.includes(`version:${version}\n`) === true);
      expect(client.texts[0]).toMatch(/^CONNECTED\n/);
      expect(client.texts[0]).toContain('heart-beat:10000,10000\n');
      expect(client.texts[0]).toMatch(/user-name:user_[0-9a-f]{8}\n/);
    }
  });

  it('C6: tells nobody what he does not subscribe to, and takes the destinations of its broker', async () => {
    const [ann, ben] = await two();
    const silent: Told[] = [];
    for (const destination of ['/topic/public', '/queue/any', '/user/queue/other'])
      await ben.subscribe(destination, (told) => silent.push(told));
    const again: Told[] = [];
    const unsubscribe = await ben.subscribe('/user/queue/messages', (told) => again.push(told));
    await ann.write({ receiver: ben.id }, 'one');
    await ben.hears({ content: 'one' });
    await ben.hears({ content: 'one' }, again);
    unsubscribe();
    await ann.write({ receiver: ben.id }, 'two');
    await ben.hears({ content: 'two' });
    expect([ben.contents(again), silent]).toEqual([['one'], []]);
  });

  it('C7: a message has all eleven fields, and is the same one for everybody', async () => {
    const [ann, ben] = await two();
    await ann.write({ receiver: ben.id }, 'hi: 안녕\n"there"');
    const [heard, echo] = [await ben.hears({ type: 'CHAT' }), await ann.hears({ type: 'CHAT' })];
    expect(Object.keys(heard).toSorted()).toEqual(FIELDS);
    expect(heard).toEqual({
      id: expect.stringMatching(UUID) as string,
      sender: ann.id,
      receiver: ben.id,
      content: 'hi: 안녕\n"there"',
      type: 'CHAT',
      roomId: null,
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?$/) as string,
      senderId: ann.id,
      receiverId: ben.id,
      status: heard['status'],
      attachmentUrl: null,
    });
    expect(echo).toEqual(heard);
    const [frame] = ben.frames;
    expect(frame!.headers).toMatchObject({ destination: '/user/queue/messages', 'content-type': 'application/json' });
    expect(frame!.headers['subscription']).toBeTruthy();
    expect(frame!.headers['message-id']).toBeTruthy();
    expect(Number(frame!.headers['content-length'])).toBe(Buffer.byteLength(frame!.body));
  });

  it('C8: whoever says to be somebody else is himself, and reaches the receiver and his own other sockets alone', async () => {
    const [ann, ben] = await two();
    const [token] = await strangersByMail(house);
    const carl = await connect(token);
    const body = { sender: carl.id, senderId: carl.id, receiver: ben.id, content: 'who', type: 'READ', timestamp: 'x', id: '1' };
    await ann.received(ann.send('/app/chat.sendMessage', body));
    expect(await ben.hears({ content: 'who' })).toMatchObject({ sender: ann.id, senderId: ann.id, receiver: ben.id, type: 'CHAT' });
    await ann.hears({ content: 'who' });
    expect(carl.told).toEqual([]);
  });

  it('C9: typing and reading reach the other one, with their own types', async () => {
    const [ann, ben] = await two();
    ann.send('/app/chat.typing', { receiver: ben.id, type: 'CHAT' });
    expect(await ben.hears({ type: 'TYPING' })).toMatchObject({ sender: ann.id, receiver: ben.id, content: null, roomId: null });
    ann.send('/app/chat.read', { receiver: ben.id });
    expect(await ben.hears({ type: 'READ' })).toMatchObject({ sender: ann.id, receiver: ben.id });
    await ben.write({ receiver: ann.id }, 'unread');
    await ann.hears({ content: 'unread' });
    ann.send('/app/chat.read', { receiver: ben.id });
    await expect.poll(() => ben.told.filter(({ type }) => type === 'READ').length, PATIENT).toBe(2);
    expect(ann.told.map(({ type }) => type)).toEqual(['CHAT']);
  });

  it('tells of a room where it is subscribed to, else where all is told, and never twice', async () => {
    const maru = await house.arrive('maru');
    const friend = await house.arrive('friend');
    await maru.befriend(friend);
    const { channelId } = await maru.ask({
      type: 'CREATE_REQUEST',
      title: unique('plaza'),
      participantUsernames: [friend.name],
      public: true,
    });
    const roomId = olderRoomId(channelId.id);
    const [ann, ben] = await two('websocket', 'plain');
    const room: Told[] = [];
    const unsubscribe = await ben.subscribe(`/topic/room/${roomId}`, (told) => room.push(told));
    await maru.write(channelId.id, 'from maru');
    expect(await ben.hears({ content: 'from maru' }, room)).toMatchObject({ roomId, receiver: null, type: 'CHAT' });
    await ann.write({ roomId }, 'from ann');
    expect(await ben.hears({ type: 'JOIN' }, room)).toMatchObject({ sender: ann.id, roomId });
    await ben.hears({ content: 'from ann' }, room);
    expect(await ann.hears({ content: 'from ann' })).toMatchObject({ roomId, receiver: null, sender: ann.id });
    await expect
      .poll(async () => (await maru.history(channelId.id)).map(({ content }) => content), PATIENT)
      .toEqual(['from maru', 'from ann']);
    expect(ben.told).toEqual([]);
    unsubscribe();
    await maru.write(channelId.id, 'unheard');
    await ann.hears({ content: 'unheard' });
    await ben.write({ roomId: String(channelId.id) }, 'from ben');
    await ben.hears({ content: 'from ben' });
    expect(ben.contents()).toEqual(['from ben']);
    expect(ben.contents(room)).toEqual(['from maru', 'from ann']);
    await maru.ask({ type: 'QUIT_REQUEST', channelId: channelId.id });
    expect(await ann.hears({ type: 'LEAVE' })).toMatchObject({ roomId });
  });

  it('does not let strangers hear a room that is not public, or is so no more', async () => {
    const [owner, friend] = await house.friends('owner', 'friend');
    const { channelId } = await owner!.ask({
      type: 'CREATE_REQUEST',
      title: unique('mine'),
      participantUsernames: [friend!.name],
      public: true,
    });
    const [ann] = await two();
    const room: Told[] = [];
    await ann.subscribe(`/topic/room/${olderRoomId(channelId.id)}`, (told) => room.push(told));
    await owner!.write(channelId.id, 'public');
    await ann.hears({ content: 'public' }, room);
    await owner!.ask({ type: 'UPDATE_CHANNEL_REQUEST', channelId: channelId.id, public: false });
    await owner!.write(channelId.id, 'private');
    await ann.received(ann.send('/app/chat.typing', { roomId: String(channelId.id) })).catch(() => undefined);
    expect([ann.contents(room), ann.told]).toEqual([['public'], []]);
    const [ben] = await two();
    void ben.subscribe(`/topic/room/${olderRoomId(channelId.id)}`, () => undefined).catch(() => undefined);
    await ben.ends();
    expect(ben.protocolError?.headers['message']).toBe('there is no such room');
  });

  it('meets Maru’s people: friends write to each other in both', async () => {
    const [dora, emil] = await house.friends('dora', 'emil');
    const person = await connect(await accountOf(house.url, dora!.name));
    const channelId = await emil!.openDirect(dora!);
    await emil!.write(channelId, 'from Maru');
    const told = await person.hears({ content: 'from Maru' });
    await person.write({ receiver: String(told['sender']) }, 'from STOMP');
    await emil!.hears('NOTIFY_MESSAGE', { content: 'from STOMP' });
    emil!.wire.say({ type: 'TYPING', channelId });
    expect(await person.hears({ type: 'TYPING' })).toMatchObject({ sender: told['sender'], receiver: person.id });
  });
});
