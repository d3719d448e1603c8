/** Promises 1 to 3: order, the same message once, and content as it was sent. */
import { cutCharacters } from '@maru/contracts';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Device, PATIENT } from './device.js';
import { unique, useHouse } from './house.js';

const house = useHouse();
let alice: Device;
let phone: Device;
let bob: Device;
beforeAll(async () => {
  [alice, bob] = (await house.friends('alice', 'bob')) as [Device, Device];
  phone = await house.another(alice);
});

/** The messages that a device was told of, by ack or notification, in the order of hearing. */
const sequencesOf = (device: Device, channelId: number) =>
  device.wire.heard.flatMap((frame) =>
    (frame.type === 'WRITE_MESSAGE_ACK' || frame.type === 'NOTIFY_MESSAGE') && frame.channelId.id === channelId
      ? [frame.messageSequence]
      : [],
  );

describe('order', () => {
  it('runs 1, 2, 3 … on every socket, acks and messages together, however many write at once', async () => {
    const channelId = await alice.openGroup('order', bob);
    const writes = [alice, phone, bob].flatMap((device) =>
      Array.from({ length: 60 }, (_, i) => device.write(channelId, `${i} of ${device.name}`)),
    );
    const acked = await Promise.all(writes);
    const all = Array.from({ length: writes.length }, (_, i) => i + 1);
    expect(acked.toSorted((a, b) => a - b)).toEqual(all);
    for (const device of [alice, phone, bob]) {
      await expect.poll(() => sequencesOf(device, channelId).length, PATIENT).toBe(all.length);
      expect(sequencesOf(device, channelId)).toEqual(all);
    }
    const history = [...(await bob.history(channelId, 1, 100)), ...(await bob.history(channelId, 101, 200))];
    expect(history.map(({ messageSequence }) => messageSequence)).toEqual(all);
    expect((await alice.history(channelId, 101, 200)).map(({ content }) => content)).toEqual(
      history.slice(100).map(({ content }) => content),
    );
  });

  it('of one writer is the order of writing, and answers come in the order of requests', async () => {
    const channelId = await alice.openGroup('one writer', bob);
    for (let i = 1; i <= 40; i++) alice.wire.say({ type: 'WRITE_MESSAGE', requestId: `w${i}`, channelId, content: `line ${i}` });
    alice.wire.say({ type: 'FETCH_MESSAGES_REQUEST', requestId: 'page', channelId });
    alice.wire.say({ type: 'WRITE_MESSAGE', requestId: 'bad', channelId, content: ' ' });
    alice.wire.say({ type: 'WRITE_MESSAGE', requestId: 'w41', channelId, content: 'line 41' });
    await alice.hears('WRITE_MESSAGE_ACK', { requestId: 'w41' });
    const answers = alice.wire.heard.flatMap((frame) =>
      'requestId' in frame && /^(w\d+|page|bad)$/.test(frame.requestId ?? '') ? [frame.requestId] : [],
    );
    expect(answers).toEqual([...Array.from({ length: 40 }, (_, i) => `w${i + 1}`), 'page', 'bad', 'w41']);
    const [page] = alice.heard('FETCH_MESSAGES_RESPONSE', { requestId: 'page' });
    expect(page?.messages.map(({ content }) => content)).toEqual(Array.from({ length: 40 }, (_, i) => `line ${i + 1}`));
  });
});

describe('the same clientMessageId', () => {
  it('is the same message, from any device, at once or later: its sequence and time, once in the channel', async () => {
    const channelId = await alice.openGroup('idempotence', bob);
    const frame = { type: 'WRITE_MESSAGE', channelId, content: 'once', clientMessageId: unique('id') } as const;
    const acks = await Promise.all([alice, phone, alice, phone].map((device) => device.ask(frame)));
    await alice.write(channelId, 'something else');
    acks.push(await phone.ask(frame));
    const facts = acks.map(({ messageSequence, createdAt, clientMessageId }) => ({ messageSequence, createdAt, clientMessageId }));
    expect(facts).toEqual(facts.map(() => ({ ...facts[0], messageSequence: 1 })));
    await bob.hears('NOTIFY_MESSAGE', { channelId: { id: channelId }, content: 'something else' });
    expect(sequencesOf(bob, channelId)).toEqual([1, 2]);
    expect((await alice.history(channelId)).map(({ content }) => content)).toEqual(['once', 'something else']);
  });

  it('with another content is a conflict; of another writer, in another channel or in other bytes it is another message', async () => {
    const [channelId, other] = [await alice.openGroup('conflict', bob), await alice.openGroup('other', bob)];
    const frame = { type: 'WRITE_MESSAGE', channelId, content: 'mine', clientMessageId: `${unique('id')}é` } as const;
    await alice.ask(frame);
    await expect(phone.ask({ ...frame, content: 'Mine' })).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT', retryable: false });
    expect((await bob.ask({ ...frame, content: 'theirs' })).messageSequence).toBe(2);
    expect((await alice.ask({ ...frame, channelId: other })).messageSequence).toBe(1);
    const decomposed = frame.clientMessageId.normalize('NFD');
    expect((await alice.ask({ ...frame, clientMessageId: decomposed })).messageSequence).toBe(3);
    expect((await alice.ask({ ...frame, clientMessageId: frame.clientMessageId.toUpperCase() })).messageSequence).toBe(4);
  });
});

describe('content', () => {
  let channelId: number;
  beforeAll(async () => {
    channelId = await alice.openGroup('content', bob);
  });

  it('comes back byte for byte, live, in history and in the list', async () => {
    const text = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 200 })
      .filter((value) => !value.includes('\0') && /\P{White_Space}/u.test(value));
    const seen: string[] = [];
    const trying = fc.asyncProperty(text, async (content) => {
      const messageSequence = await alice.write(channelId, content);
      expect(await bob.hears('NOTIFY_MESSAGE', { channelId: { id: channelId }, messageSequence })).toMatchObject({ content });
      expect(await bob.history(channelId, messageSequence, messageSequence)).toMatchObject([{ content }]);
      bob.forget();
      seen.push(content);
    });
    await fc.assert(trying, { numRuns: 60 });
    expect((await bob.channel(channelId))?.lastMessage?.content).toBe(cutCharacters(seen.at(-1) ?? '', 200));
  });

  it.each([
    ['Korean, decomposed and not', '안녕 하세요'],
    ['white space around it', '  two\n\tlines \r\n'],
    ['joined emoji and flags', '👩‍👩‍👧‍👦🏳️‍🌈🇰🇷👍🏽'],
    ['quotes and backslashes', String.raw`{"type":"QUIT_REQUEST"} \u0000 ' ; -- %_`],
    ['other directions and marks', 'שלום\u202E ب \u200B x\u0301 \uFEFF'],
    ['line and paragraph separators', 'a\u2028b\u2029c\u0085d'],
    ['control characters but one', Array.from({ length: 31 }, (_, i) => String.fromCodePoint(i + 1)).join('') + '\u007F'],
    ['noncharacters', '\uFFFF\uFFFE\u{10FFFF}'],
  ])('keeps %s', async (_what, content) => {
    const messageSequence = await alice.write(channelId, content);
    expect((await bob.hears('NOTIFY_MESSAGE', { channelId: { id: channelId }, messageSequence })).content).toBe(content);
    expect((await bob.history(channelId, messageSequence, messageSequence))[0]?.content).toBe(content);
  });

  it('may have 4,000 characters, emoji counted as one, and not one more', async () => {
    for (const character of ['a', '가', '😀']) {
      const messageSequence = await alice.write(channelId, character.repeat(4_000));
      expect((await bob.history(channelId, messageSequence, messageSequence))[0]?.content).toBe(character.repeat(4_000));
      await expect(alice.write(channelId, character.repeat(4_001))).rejects.toMatchObject({ code: 'INVALID_FIELD' });
    }
    expect((await bob.channel(channelId))?.lastMessage?.content).toBe('😀'.repeat(200));
  });

  it.each([
    ['nothing', ''],
    ['white space', ' \t\n\u00A0\u2003\u3000\u2028'],
    ['U+0000', 'a\0b'],
    ['the first half of a character', 'a\uD83D'],
    ['the second half of one', '\uDE00a'],
  ])('may not be %s', async (_what, content) => {
    await expect(alice.write(channelId, content)).rejects.toMatchObject({ code: 'INVALID_FIELD', retryable: false });
  });

  it('is written under the own name or not at all', async () => {
    await expect(alice.ask({ type: 'WRITE_MESSAGE', channelId, content: 'I am bob', username: bob.name })).rejects.toMatchObject({
      code: 'NOT_YOURSELF',
    });
    await alice.ask({ type: 'WRITE_MESSAGE', channelId, content: 'I am alice', username: alice.name });
  });
});
