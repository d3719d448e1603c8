/** `stomp` where its clients do what they should not: an answer for each, and nobody else is hurt. */
import { afterEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import Stomp from 'stompjs';
import { DIALECTS, useHouse } from './house.js';
import { OlderClient } from './older-client.js';
import { arriveByMail } from './stomp-accounts.js';
import { openStomp, StompPerson } from './stomp-person.js';

const house = useHouse(DIALECTS);
const people: StompPerson[] = [];
const clients: OlderClient[] = [];
afterEach(async () => {
  await Promise.all(people.splice(0).map((person) => person.close()));
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

async function arrive(): Promise<StompPerson> {
  const person = await StompPerson.connect(house.url, await arriveByMail(house.url));
  people.push(person);
  return person;
}
async function open(): Promise<OlderClient> {
  const client = await OlderClient.open(house.url, `/ws-chat/websocket?token=${await arriveByMail(house.url)}`);
  clients.push(client);
  return client;
}
const CONNECT = 'CONNECT\naccept-version:1.2\n\n\0';
const SUBSCRIBE = 'SUBSCRIBE\nid:1\ndestination:/queue/any\n\n\0';

describe('stomp', () => {
  it.each([
    ['a command that does not exist', `${CONNECT}SHOUT\n\n\0`],
    ['a frame before CONNECT', SUBSCRIBE],
    ['a second CONNECT', `${CONNECT}${CONNECT}`],
    ['no version that we speak', 'CONNECT\naccept-version:7.0\n\n\0'],
    ['a bad heart-beat', 'CONNECT\naccept-version:1.2\nheart-beat:often\n\n\0'],
    ['a subscription twice', `${CONNECT}${SUBSCRIBE}${SUBSCRIBE}`],
    ['a subscription without an id', `${CONNECT}SUBSCRIBE\ndestination:/queue/any\n\n\0`],
    ['a subscription without a destination', `${CONNECT}SUBSCRIBE\nid:1\n\n\0`],
    ['a subscription to what is nowhere', `${CONNECT}SUBSCRIBE\nid:1\ndestination:/nowhere\n\n\0`],
    ['a subscription to a room that is none', `${CONNECT}SUBSCRIBE\nid:1\ndestination:/topic/room/room_999999999\n\n\0`],
    ['a message to what is nowhere', `${CONNECT}SEND\ndestination:/app/chat.shout\n\n{}\0`],
    ['a message without a destination', `${CONNECT}SEND\n\n{}\0`],
    ['a transaction', `${CONNECT}BEGIN\ntransaction:t\n\n\0`],
    ['a header without a colon', `${CONNECT}SEND\ndestination\n\n\0`],
    ['an escape that does not exist', `${CONNECT}SEND\ndestination:\\t\n\n\0`],
    ['a frame that is too large', `${CONNECT}SEND\ndestination:/app/chat.sendMessage\n\n${'x'.repeat(70_000)}\0`],
    ['a length that is too large', `${CONNECT}SEND\ndestination:/app/chat.sendMessage\ncontent-length:70000\n\n`],
  ])('answers %s with ERROR, and closes', async (_what, text) => {
    const client = await open();
    client.say(text);
    expect((await client.ends()).code).toBe(1002);
    expect(client.texts.at(-1)).toMatch(/^ERROR\nmessage:.+\n[^]*\0$/);
  });

  it('names the receipt in an ERROR, and gives one for each frame that asks', async () => {
    const client = await open();
    client.say(`${CONNECT}${SUBSCRIBE.replace('id:1', 'id:1\nreceipt:a\\cb')}ACK\nid:1\nreceipt:c\n\n\0NACK\nid:1\nreceipt:d\n\n\0`);
    client.say('UNSUBSCRIBE\nid:1\nreceipt:e\n\n\0SHOUT\nreceipt:f\n\n\0');
    await client.ends();
    const receipts = client.texts.filter((text) => text.startsWith('RECEIPT'));
    expect(receipts).toEqual(['a\\cb', 'c', 'd', 'e'].map((receipt) => `RECEIPT\nreceipt-id:${receipt}\n\n\0`));
    expect(client.texts.at(-1)).toContain('\nreceipt-id:f\n');
  });

  it('says goodbye with a receipt', async () => {
    const client = await open();
    client.say(`${CONNECT}DISCONNECT\nreceipt:bye\n\n\0`);
    expect((await client.ends()).code).toBe(1000);
    expect(client.texts.at(-1)).toBe('RECEIPT\nreceipt-id:bye\n\n\0');
  });

  it.each([
    ['no JSON', '{', 'INVALID_JSON'],
    ['no object', '5', 'INVALID_FIELD'],
    ['nothing', { content: ' ' }, 'INVALID_FIELD'],
    ['too much', { content: 'x'.repeat(4_001) }, 'INVALID_FIELD'],
    ['a number', { content: 5 }, 'INVALID_FIELD'],
    ['to nobody', { receiver: 'user_00000001', content: 'hi' }, 'INVALID_FIELD'],
    ['to no name', { receiver: 'someone', content: 'hi' }, 'INVALID_FIELD'],
    ['to a room that is none', { receiver: null, roomId: 'room_x', content: 'hi' }, 'INVALID_FIELD'],
    ['to a room that is not there', { receiver: null, roomId: 'room_999999', content: 'hi' }, 'NOT_A_MEMBER'],
  ])('refuses a message that is %s, and lives on', async (_what, said, code) => {
    const [ann, ben] = [await arrive(), await arrive()];
    const message = typeof said === 'string' ? said : { receiver: ben.id, ...said };
    await expect(ann.received(ann.send('/app/chat.sendMessage', message))).rejects.toThrow(code);
    expect(ann.errors).toEqual([expect.objectContaining({ errorCode: code, code, message: expect.any(String) as string })]);
    await ann.write({ receiver: ben.id }, 'still here');
    await ben.hears({ content: 'still here' });
    expect(ben.told).toHaveLength(1);
  });

  it('believes no name in CONNECT', async () => {
    const [ann, client] = [await arrive(), await open()];
    client.say(`CONNECT\naccept-version:1.2\nlogin:${ann.id}\nuserId:${ann.id}\n\n\0`);
    await client.until(() => client.texts.length === 1);
    expect(client.texts[0]).toContain('user-name:user_');
    expect(client.texts[0]).not.toContain(ann.id);
  });

  it('is spoken by stompjs 2.3, over SockJS', async () => {
    const ben = await arrive();
    const client = Stomp.over(openStomp(house.url, await arriveByMail(house.url), 'websocket') as unknown as globalThis.WebSocket);
    client.debug = () => undefined;
    await new Promise<void>((resolve, reject) => void client.connect({}, () => resolve(), reject));
    const told: unknown[] = [];
    client.subscribe('/user/queue/messages', ({ body }) => told.push((JSON.parse(body) as { content: string }).content));
    client.send('/app/chat.sendMessage', {}, JSON.stringify({ receiver: ben.id, content: 'hi '.repeat(1_000), type: 'CHAT' }));
    await expect.poll(() => told).toEqual(['hi '.repeat(1_000)]);
    await new Promise<void>((resolve) => void client.disconnect(() => resolve()));
  });

  it('bears whatever is said to it: those who behave hear all of each other, and nothing else', async () => {
    const [ann, ben, token] = [await arrive(), await arrive(), await arriveByMail(house.url)];
    const piece = fc.constantFrom(
      'SEND',
      'SUBSCRIBE',
      '\n',
      '\0',
      ':',
      '\\',
      'destination:/app/chat.sendMessage',
      'id:1',
      '{}',
      'ü',
      '\r\n',
    );
    const bad = fc.oneof(
      fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
      fc.string({ unit: 'binary', maxLength: 50 }),
    );
    let count = 0;
    await fc.assert(
      fc.asyncProperty(bad, fc.uint8Array({ maxLength: 50 }), async (said, bytes) => {
        const client = await OlderClient.open(house.url, `/ws-chat?token=${token}`);
        client.say(CONNECT);
        client.say(said);
        client.socket.send(bytes);
        await ann.write({ receiver: ben.id }, `line ${++count}`);
        await client.close();
      }),
      { numRuns: 40 },
    );
    await ben.hears({ content: `line ${count}` });
    expect(ben.contents()).toEqual(Array.from({ length: count }, (_, index) => `line ${index + 1}`));
  });
});
