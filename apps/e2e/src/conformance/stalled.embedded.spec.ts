/** What is too much for one reader. */
import { type EmbeddedMaru, startEmbedded } from '@maru/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Person } from './person.fixture.js';

let maru: EmbeddedMaru;
let ann: Person;
let ben: Person;
beforeAll(async () => {
  maru = await startEmbedded({ env: { MARU_LIMITS: 'relaxed', MARU_SOCKET_QUEUE_BYTES: '65536' } });
  [ann, ben] = await Promise.all([Person.arrive(maru), Person.arrive(maru)]);
  await ann.befriend(ben);
});
afterAll(() => maru.close());

it('who does not read is closed, and delays nobody', { timeout: 60_000 }, async () => {
  const channelId = await ann.createGroup(ben);
  const stalled = await ben.open();
  stalled.webSocket.pause();
  const content = '👋'.repeat(4_000);
  for (let i = 0; i < 6; i++) {
    const replies = await ann.line.repliesTo(...Array.from({ length: 100 }, () => ({ type: 'WRITE_MESSAGE', channelId, content })));
    expect(replies.map(({ type }) => type)).toEqual(Array.from({ length: 100 }, () => 'WRITE_MESSAGE_ACK'));
  }
  await ben.line.hears('NOTIFY_MESSAGE', { messageSequence: 600 });
  stalled.webSocket.resume();
  // 4001 where the close could still be written behind what waited, or a line that was cut.
  expect([4001, 1006]).toContain((await stalled.closed).code);
  expect(stalled.heard.length).toBeLessThan(600);
  expect(ben.line.isClosed).toBe(false);
});
