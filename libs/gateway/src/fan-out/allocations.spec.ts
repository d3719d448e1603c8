/** What the engine allocates, by sampling the heap: the same for a channel, however many hear it. */
import type { HeapProfiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';
import type { MessageDelivery } from '@maru/contracts';
import { expect, it } from 'vitest';
import { aSession, aSocket } from '../sockets/client-socket.fixture.js';
import { Lane } from './lane.js';

const CHANNEL = 42;
const ROUNDS = 100;
/** A closure, a promise or an entry of a map for each delivery would be more than twice as much. */
const UNNOTICED_BYTES = 16;

/** A channel whose sockets, in two slices, take what they are told, and keep nothing. */
class Hall {
  private readonly turns: (() => void)[] = [];
  private readonly lane: Lane;
  private sequence = 0;
  heard = 0;

  constructor(sockets: number) {
    this.lane = new Lane(CHANNEL, {
      gatewayId: 'g1',
      maxTickMs: 250,
      sliceSockets: sockets / 2,
      elapsed: () => 0,
      schedule: (_ms, turn) => void this.turns.push(turn),
      soon: (turn) => void this.turns.push(turn),
    });
    const take = (): boolean => {
      this.heard++;
      return true;
    };
    for (let index = 1; index <= sockets; index++) {
      const { socket, line } = aSocket({ session: aSession(index, CHANNEL) });
      line.write = take;
      this.lane.add(socket);
    }
  }

  tell(rounds: number): void {
    for (let round = 0; round < rounds; round++) {
      this.lane.push(aMessage(++this.sequence));
      // The first slice has heard one message when the other hears both.
      this.turns.shift()?.();
      this.lane.push(aMessage(++this.sequence));
      for (let turn = this.turns.shift(); turn !== undefined; turn = this.turns.shift()) turn();
    }
  }
}

function aMessage(messageSequence: number): MessageDelivery {
  const frame = JSON.stringify({ type: 'NOTIFY_MESSAGE', channelId: { id: CHANNEL }, messageSequence, username: 'u', content: 'm' });
  return { kind: 'message', channelId: CHANNEL, messageSequence, senderId: 999_999, frame, own: frame };
}

function bytesOf({ selfSize, children }: HeapProfiler.SamplingHeapProfileNode): number {
  return children.reduce((sum, child) => sum + bytesOf(child), selfSize);
}

/** Of all that is allocated meanwhile, collected since or not. */
async function allocatedBy(work: () => void): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post('HeapProfiler.startSampling', {
      samplingInterval: 256,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    });
    work();
    const { profile } = await session.post('HeapProfiler.stopSampling');
    return bytesOf(profile.head);
  } finally {
    session.disconnect();
  }
}

it('a delivery allocates nothing of its own', async () => {
  const [few, many] = [new Hall(100), new Hall(1_100)];
  for (const hall of [few, many]) hall.tell(ROUNDS);
  const heardBefore = many.heard - few.heard;
  const ofFew = await allocatedBy(() => few.tell(ROUNDS));
  const ofMany = await allocatedBy(() => many.tell(ROUNDS));
  const deliveries = many.heard - few.heard - heardBefore;
  expect(deliveries).toBeGreaterThanOrEqual(1_000 * ROUNDS);
  expect(ofFew).toBeGreaterThan(0);
  expect((ofMany - ofFew) / deliveries).toBeLessThan(UNNOTICED_BYTES);
});
