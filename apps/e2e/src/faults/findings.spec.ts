import { describe, expect, it } from 'vitest';
import { type Evidence, findingsOf, type Told } from './findings.js';

const messages = (...contents: string[]): Told[] => contents.map((content, index) => ({ messageSequence: index + 1, content }));
const all = messages('a1', 'b1', 'a2');
const right: Evidence = {
  channelId: 7,
  stored: [all, all],
  sent: new Map([
    ['alice', ['a1', 'a2']],
    ['bob', ['b1']],
  ]),
  acked: new Set(['a1', 'b1']),
  witnesses: [
    { name: 'alice', told: all, unreadCount: 0, ownLast: 3, resets: 0 },
    { name: 'bob', told: all, unreadCount: 1, ownLast: 2, resets: 0 },
    { name: 'carol', told: all, unreadCount: 3, ownLast: 0, resets: 0 },
  ],
};
const [alice] = right.witnesses as [Evidence['witnesses'][number]];
const witnessed = (change: object): Partial<Evidence> => ({ witnesses: [{ ...alice, ...change }] });
const storedAs = (stored: readonly Told[]): Partial<Evidence> => ({ stored: [stored, stored], ...witnessed({ told: stored }) });

it('is nothing where all is right', () => {
  expect(findingsOf(right)).toEqual([]);
});

describe('tells of', () => {
  it.each<[string, Partial<Evidence>, RegExp]>([
    ['a lost ack', { acked: new Set(['a1', 'gone']) }, /acked and not stored: gone/],
    ['a message that never arrived', { sent: new Map([['alice', ['a1', 'a2', 'a3']]]) }, /alice sent 3, and 2 are stored/],
    ['a hole', storedAs([...all.slice(0, 2), { messageSequence: 4, content: 'a2' }]), /sequence 4 stands where 3 should/],
    ['a double', storedAs(messages('a1', 'b1', 'a2', 'b1')), /stored twice: b1/],
    ['two orders of one writer', storedAs(messages('a2', 'b1', 'a1')), /in an order of theirs/],
    ['two histories', { stored: [all, all.slice(1)] }, /two histories/],
    ['one who was told less', witnessed({ told: all.slice(0, 2) }), /alice was told 2 of 3: nothing came where 3 is stored/],
    ['one who was told twice', witnessed({ told: [...all, all[2]] }), /told 4 of 3: 3 came where nothing is stored/],
    ['one who was told in another order', witnessed({ told: [all[1], all[0], all[2]] }), /2 came where 1 is stored/],
    ['a wrong count', witnessed({ unreadCount: 2 }), /alice has 2 unread, not 0/],
    ['a fresh start', witnessed({ resets: 1 }), /begin afresh/],
  ])('%s', (_what, change, words) => {
    expect(findingsOf({ ...right, ...change }).join('\n')).toMatch(words);
  });
});
