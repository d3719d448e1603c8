import { ReplayMessages } from '@maru/contracts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Frame, GatewayHouse, type Talker } from '../gateway.fixture.js';

const CHANNEL = 7;
const BOB = 2;
let house: GatewayHouse;
let bob: Talker;
let answerReplay: () => void;

const messageOf = (messageSequence: number) => ({
  type: 'NOTIFY_MESSAGE',
  channelId: { id: CHANNEL },
  messageSequence,
  username: 'alice',
  content: `message ${messageSequence}`,
  createdAt: 1,
});
const live = (messageSequence: number) => {
  const frame = JSON.stringify(messageOf(messageSequence));
  return house.deliver({ kind: 'message', channelId: CHANNEL, messageSequence, senderId: 1, frame, own: frame });
};
const behindHello = () => bob.heard.slice(1).map((frame: Frame) => frame['messageSequence'] ?? frame['type']);

beforeEach(async () => {
  house = await GatewayHouse.start();
  house.memberships.set(BOB, [CHANNEL]);
  const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  answerReplay = answered.resolve;
  house.service.platform.queries.serve(ReplayMessages, async () => {
    asked.resolve();
    await answered.promise;
    return { reset: false, frames: [5, 6].map((messageSequence) => JSON.stringify(messageOf(messageSequence))) };
  });
  bob = await house.talker(BOB);
  bob.say({ type: 'RESUME', channels: [[CHANNEL, 4]] });
  bob.say({ type: 'KEEP_ALIVE' });
  await asked.promise;
});
afterEach(() => house.close());

it('lets what comes meanwhile wait behind the replay, but for what was part of it', async () => {
  await live(6);
  await live(7);
  answerReplay();
  await bob.hear('NOTIFY_MESSAGE', 3);
  await bob.hear('KEEP_ALIVE_RESPONSE');
  expect(behindHello().filter((what) => what !== 'KEEP_ALIVE_RESPONSE')).toEqual([5, 6, 'SYNCED', 7]);
});

it('tells nothing to one who left the channel meanwhile, neither what was read for him nor what waited', async () => {
  await live(7);
  await house.deliver({ kind: 'left', channelId: CHANNEL, userIds: [BOB] });
  answerReplay();
  await bob.hear('KEEP_ALIVE_RESPONSE');
  expect(behindHello()).toEqual(['RESET', 'SYNCED', 'KEEP_ALIVE_RESPONSE']);
});
