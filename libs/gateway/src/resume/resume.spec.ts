import { DomainError, ReplayMessages } from '@maru/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayHouse, told } from '../gateway.fixture.js';
import type { Talker } from '../gateway.fixture.js';

const [ROOM, HALL] = [42, 43];

interface Asked {
  readonly channelId: number;
  readonly afterSequence: number;
  answer(upTo: number): void;
  reset(): void;
  refuse(): void;
}

let house: GatewayHouse;
let bob: Talker;
let asked: Asked[];

beforeEach(async () => {
  house = await GatewayHouse.start({ limits: { framesBurst: 4, framesPerMinute: 1 } });
  asked = [];
  house.service.platform.queries.serve(ReplayMessages, ({ channelId, afterSequence }) => {
    const { promise, resolve, reject } = Promise.withResolvers<{ reset: boolean; frames: string[] }>();
    asked.push({
      channelId,
      afterSequence,
      answer: (upTo) => {
        const sequences = Array.from({ length: Math.max(0, upTo - afterSequence) }, (_, index) => afterSequence + 1 + index);
        resolve({ reset: false, frames: sequences.map((messageSequence) => told(channelId, messageSequence).frame) });
      },
      reset: () => resolve({ reset: true, frames: [] }),
      refuse: () => reject(new DomainError('UNAVAILABLE')),
    });
    return promise;
  });
  house.memberships.set(2, [ROOM, HALL]);
  bob = await house.talker(2);
  bob.heard.length = 0;
});
afterEach(() => house.close());

const nth = async (count: number): Promise<Asked> => {
  await expect.poll(() => asked.length).toBeGreaterThanOrEqual(count);
  return asked[count - 1]!;
};
/** `42/7` for a message, the type for all else. */
const heard = () => bob.inShort();
const live = (channelId: number, ...sequences: number[]) => house.deliver(...sequences.map((sequence) => told(channelId, sequence)));

describe('RESUME', () => {
  it('tells what was missed, channel after channel in order, then SYNCED, then what came live meanwhile', async () => {
    bob.say({
      type: 'RESUME',
      channels: [
        [ROOM, 3],
        [{ id: HALL }, 8],
      ],
      requestId: 'r',
    });
    const first = await nth(1);
    expect(first).toMatchObject({ channelId: ROOM, afterSequence: 3 });
    await live(HALL, 10, 11);
    await live(ROOM, 5, 6);
    first.answer(5);
    (await nth(2)).answer(10);
    expect(await bob.hear('SYNCED')).toEqual({ type: 'SYNCED', requestId: 'r' });
    await live(ROOM, 7);
    await bob.hearShort(`${ROOM}/7`);
    expect(heard().slice(0, 5)).toEqual(['42/4', '42/5', '43/9', '43/10', 'SYNCED']);
    const behind = heard().slice(5);
    expect(behind.filter((what) => what.startsWith(`${ROOM}/`))).toEqual(['42/6', '42/7']);
    expect(behind.filter((what) => what.startsWith(`${HALL}/`))).toEqual(['43/11']);
  });

  it('lets other channels, and all else, go on meanwhile', async () => {
    bob.say({ type: 'RESUME', channels: [[ROOM, 0]] });
    const first = await nth(1);
    await live(HALL, 1);
    await house.deliver({ kind: 'user', userId: 2, frame: '{"type":"ASK_INVITE","username":"alice"}' });
    await bob.hear('ASK_INVITE');
    await bob.hearShort('43/1');
    expect(heard().toSorted()).toEqual(['43/1', 'ASK_INVITE']);
    first.answer(0);
    await bob.hear('SYNCED');
  });

  it('says RESET where the channel cannot be replayed, and lets what came live go', async () => {
    bob.say({ type: 'RESUME', channels: [[ROOM, 999]] });
    const first = await nth(1);
    await live(ROOM, 5);
    first.reset();
    await bob.hearShort('42/5');
    expect(heard()).toEqual(['RESET', 'SYNCED', '42/5']);
    expect(bob.heard[0]).toEqual({ type: 'RESET', channelId: { id: ROOM } });
  });

  it('does not tell again what was committed before the replay, and delivered behind it', async () => {
    bob.say({ type: 'RESUME', channels: [[ROOM, 3]] });
    (await nth(1)).answer(6);
    await bob.hear('SYNCED');
    await live(ROOM, 5);
    await live(ROOM, 6, 7);
    await live(ROOM, 8);
    await bob.hearShort('42/8');
    expect(heard()).toEqual(['42/4', '42/5', '42/6', 'SYNCED', '42/7', '42/8']);
  });

  it('holds until the last of several is answered', async () => {
    bob.say({
      type: 'RESUME',
      channels: [
        [ROOM, 3],
        [ROOM, 3],
      ],
    });
    bob.say({ type: 'RESUME', channels: [[ROOM, 4]] });
    (await nth(1)).answer(5);
    const second = await nth(2);
    await bob.hear('SYNCED');
    await live(ROOM, 6);
    second.answer(6);
    await bob.hear('SYNCED', 2);
    await live(ROOM, 7);
    await bob.hearShort('42/7');
    expect(heard()).toEqual(['42/4', '42/5', 'SYNCED', '42/5', '42/6', 'SYNCED', '42/7']);
  });

  it('asks for some channels ahead, and tells them in their order', async () => {
    bob.say({
      type: 'RESUME',
      channels: [
        [ROOM, 3],
        [HALL, 8],
      ],
    });
    const second = await nth(2);
    second.answer(9);
    (await nth(1)).answer(4);
    await bob.hear('SYNCED');
    expect(heard()).toEqual(['42/4', '43/9', 'SYNCED']);
  });

  it('asks nobody about channels that are not heard here: they are RESET', async () => {
    bob.say({ type: 'RESUME', channels: Array.from({ length: 1_000 }, (_, index) => [1_000 + index, 1]) });
    await bob.hear('SYNCED');
    expect(bob.heard.filter(({ type }) => type === 'RESET')).toHaveLength(1_000);
    expect(asked).toEqual([]);
  });

  it('that fails is refused, and what came live is let go', async () => {
    bob.say({ type: 'RESUME', channels: [[ROOM, 3]] });
    const first = await nth(1);
    await live(ROOM, 4);
    first.refuse();
    await bob.hearShort('42/4');
    expect(heard()).toEqual(['ERROR', '42/4']);
  });

  it('that is refused by an empty bucket holds nothing back', async () => {
    for (let index = 0; index < 4; index++) bob.say({ type: 'RESUME', channels: [] });
    bob.say({ type: 'RESUME', channels: [[ROOM, 0]] });
    expect(await bob.hear('ERROR')).toMatchObject({ code: 'RATE_LIMITED', messageType: 'RESUME' });
    await live(ROOM, 1);
    await bob.hearShort('42/1');
    expect(asked).toEqual([]);
  });

  it('waits for the acks before it, and what is asked behind it waits for SYNCED', async () => {
    bob.say({ type: 'WRITE_MESSAGE', channelId: ROOM, content: 'x' });
    bob.say({ type: 'RESUME', channels: [[ROOM, 3]] });
    bob.say({ type: 'KEEP_ALIVE' });
    const [write] = await house.published('WriteMessage');
    expect(asked).toEqual([]);
    await house.deliver(told(ROOM, 4, write));
    (await nth(1)).answer(4);
    await bob.hear('KEEP_ALIVE_RESPONSE');
    expect(heard()).toEqual(['WRITE_MESSAGE_ACK', '42/4', 'SYNCED', 'KEEP_ALIVE_RESPONSE']);
  });
});
