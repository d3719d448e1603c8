import type { Asker, Delivered } from '@maru/contracts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Audience, Delivery, GatewayLink } from './delivery.js';
import { tracing } from './tracing.js';
import { aTraceparent, type Make, toUser, type UnderTest } from './under-test.js';

const ALICE = { userId: 1, username: 'alice' };
const BOB = { userId: 2, username: 'bob' };
const CHANNEL = { channelId: 42 };

const askerAt = (gatewayId: string): Asker => ({ ...ALICE, sessionId: 's', gatewayId, socketId: 1, reference: 1 });
const answerTo = (gatewayId: string): Delivered => ({ kind: 'answer', to: askerAt(gatewayId), frame: '{}' });
const message = (ackAt?: string): Delivered => {
  const stored = { kind: 'message', ...CHANNEL, messageSequence: 1, senderId: ALICE.userId, frame: '{}', own: '{}' } as const;
  return ackAt === undefined ? stored : { ...stored, ack: { to: askerAt(ackAt), frame: '{}' } };
};
const left: Delivered = { kind: 'left', ...CHANNEL, userIds: [BOB.userId] };
const nothing = async () => undefined;
const users = (...people: { userId: number }[]) => people.map(({ userId }) => ({ userId }));

export function deliveryContract(name: string, make: Make<UnderTest<Delivery>>): void {
  describe(`${name} keeps the contract of Delivery`, { timeout: 30_000 }, () => {
    let delivery: UnderTest<Delivery>;
    let count = 0;
    beforeEach(async () => {
      delivery = await make();
      count++;
    });
    afterEach(() => delivery.close());

    async function gateway(id: string, hears: readonly Audience[], apply: (one: Delivered) => Promise<void> = nothing) {
      const gatewayId = `${id}-${count}`;
      const got: Delivered[] = [];
      const link: GatewayLink = await delivery.subject.attach({
        gatewayId,
        apply: async (deliveries) => {
          for (const one of deliveries) {
            await apply(one);
            got.push(one);
          }
        },
      });
      for (const audience of hears) await link.hears(audience);
      return { gatewayId, got, link };
    }

    test('the trace goes with a delivery', async () => {
      const seen: (string | undefined)[] = [];
      const { got } = await gateway('one', users(ALICE), async () => void seen.push(tracing.traceparent()));
      const traces = [aTraceparent(1), undefined, aTraceparent(2), aTraceparent(2)];
      await Promise.all(traces.map((traceparent, n) => tracing.run(traceparent, () => delivery.subject.deliver([toUser(1, `${n}`)]))));
      await vi.waitFor(() => expect(got).toEqual(traces.map((_, n) => toUser(1, `${n}`))), 10_000);
      expect(seen).toEqual(traces);
    });

    describe('finds the gateways that need a delivery', () => {
      test('an answer: the one where it is awaited', async () => {
        const [one, other] = [await gateway('one', []), await gateway('other', users(ALICE))];
        await delivery.subject.deliver([answerTo(one.gatewayId), answerTo('long gone')]);
        await vi.waitFor(() => expect(one.got).toEqual([answerTo(one.gatewayId)]), 10_000);
        expect(other.got).toEqual([]);
      });

      test.each<[string, Delivered, Audience[], Audience[]]>([
        ['a user', toUser(1, '{}'), [{ userId: 1 }], [{ userId: 2 }, { channelId: 1 }]],
        ['an active channel', { kind: 'active', userId: 1, sessionId: 's' }, [{ userId: 1 }], [{ userId: 2 }]],
        ['the end of a session', { kind: 'session-ended', userId: 1, sessionId: 's' }, [{ userId: 1 }], [{ userId: 2 }]],
        ['two who part', { kind: 'parted', userIds: [1, 2] }, [{ userId: 2 }], [{ userId: 3 }]],
        ['a channel', { kind: 'channel', ...CHANNEL, frame: '{}' }, [CHANNEL], [{ userId: 42 }, { channelId: 43 }]],
        [
          'a visitor',
          { kind: 'visited', ...CHANNEL, username: 'mina', arrived: true, at: 1 },
          [CHANNEL],
          [{ userId: 42 }, { channelId: 43 }],
        ],
        ['a message: its channel, and not wherever its sender is', message(), [CHANNEL], [{ channelId: 43 }, { userId: 1 }]],
        ['who has joined: the channel', { kind: 'joined', ...CHANNEL, members: [BOB] }, [CHANNEL], [{ userId: 1 }]],
        ['who has joined: himself', { kind: 'joined', ...CHANNEL, members: [ALICE, BOB] }, [{ userId: 2 }], [{ userId: 3 }]],
        ['who has left: the channel', left, [CHANNEL], [{ userId: 1 }]],
        ['who has left: himself', left, [{ userId: 2 }], [{ userId: 1 }]],
      ])('%s', async (_, sent, hearing, deaf) => {
        const [one, second, other] = [await gateway('one', hearing), await gateway('second', hearing), await gateway('other', deaf)];
        await delivery.subject.deliver([sent, answerTo(other.gatewayId)]);
        await vi.waitFor(() => expect([one.got, second.got]).toEqual([[sent], [sent]]), 10_000);
        await vi.waitFor(() => expect(other.got).toEqual([answerTo(other.gatewayId)]), 10_000);
      });

      test('a message: the one that awaits the ack, too', async () => {
        const writer = await gateway('writer', []);
        await delivery.subject.deliver([message(writer.gatewayId)]);
        await vi.waitFor(() => expect(writer.got).toEqual([message(writer.gatewayId)]), 10_000);
      });

      test('a channel that somebody there has just joined', async () => {
        const one = await gateway('one', users(BOB));
        const toChannel: Delivered = { kind: 'channel', ...CHANNEL, frame: '{}' };
        await delivery.subject.deliver([toChannel, { kind: 'joined', ...CHANNEL, members: [BOB] }, toChannel]);
        await delivery.subject.deliver([message()]);
        await vi.waitFor(() => expect(one.got.map(({ kind }) => kind)).toEqual(['joined', 'channel', 'message']), 10_000);
      });

      test('each gateway once, for whatever reasons', async () => {
        const one = await gateway('one', [CHANNEL, ...users(ALICE, BOB)]);
        await delivery.subject.deliver([message(one.gatewayId), left, answerTo(one.gatewayId)]);
        await vi.waitFor(() => expect(one.got.map(({ kind }) => kind)).toEqual(['message', 'left', 'answer']), 10_000);
      });

      test('not those who hear no more', async () => {
        const one = await gateway('one', [CHANNEL, ...users(ALICE)]);
        await one.link.hearsNoMore(CHANNEL);
        await one.link.hearsNoMore({ userId: ALICE.userId });
        await delivery.subject.deliver([message(), toUser(ALICE.userId, '{}'), answerTo(one.gatewayId)]);
        await vi.waitFor(() => expect(one.got.map(({ kind }) => kind)).toEqual(['answer']), 10_000);
      });

      test('not those who have gone', async () => {
        const [gone, there] = [await gateway('gone', [CHANNEL]), await gateway('there', [CHANNEL])];
        await gone.link.close();
        await delivery.subject.deliver([message(), left]);
        await vi.waitFor(() => expect(there.got).toHaveLength(2), 10_000);
        expect(gone.got).toEqual([]);
      });
    });

    test("one producer's deliveries arrive in their order, one application after the other", async () => {
      let applying = 0;
      const one = await gateway('one', users(ALICE), async () => {
        expect(++applying).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        applying--;
      });
      const frames = Array.from({ length: 100 }, (_, index) => `{"n":${index}}`);
      await Promise.all(frames.map((frame) => delivery.subject.deliver([toUser(1, frame), answerTo(one.gatewayId)])));
      await vi.waitFor(() => expect(one.got).toHaveLength(200), 10_000);
      expect(one.got).toEqual(frames.flatMap((frame) => [toUser(1, frame), answerTo(one.gatewayId)]));
    });

    test('what arrives has been JSON', async () => {
      const one = await gateway('one', users(ALICE));
      const sent = { ...toUser(1, '{"text":"안녕\\n🙂"}'), except: undefined } as Delivered;
      await delivery.subject.deliver([sent]);
      await vi.waitFor(() => expect(one.got).toHaveLength(1), 10_000);
      expect(one.got[0]).toStrictEqual(toUser(1, '{"text":"안녕\\n🙂"}'));
      expect(one.got[0]).not.toBe(sent);
    });

    test('a gateway that fails at one delivery gets those behind it', async () => {
      const one = await gateway('one', users(ALICE), async (sent) => {
        if (sent.kind === 'user' && sent.frame === 'bad') throw new Error('a defect');
      });
      await delivery.subject.deliver([toUser(1, 'bad')]);
      await delivery.subject.deliver([left, toUser(1, 'good')]);
      await vi.waitFor(() => expect(one.got).toEqual([toUser(1, 'good')]), 10_000);
    });

    describe('waiting', () => {
      test.each<[string, Delivered]>([
        ['left', left],
        ['session-ended', { kind: 'session-ended', userId: BOB.userId, sessionId: 's' }],
      ])('with %s, until each gateway concerned has applied it', async (_, sent) => {
        const gate = Promise.withResolvers<void>();
        const one = await gateway('one', [CHANNEL, ...users(BOB)], () => gate.promise);
        let delivered = false;
        const done = delivery.subject.deliver([sent]).then(() => (delivered = true));
        await delivery.pass(200);
        expect(delivered).toBe(false);
        gate.resolve();
        await done;
        expect(one.got).toEqual([sent]);
      });

      test('no longer than a second', async () => {
        const stuck = await gateway('stuck', [CHANNEL], () => new Promise(() => undefined));
        let delivered = false;
        const done = delivery.subject.deliver([left]).then(() => (delivered = true));
        await delivery.pass(500);
        expect(delivered).toBe(false);
        await delivery.pass(600);
        await done;
        expect(stuck.got).toEqual([]);
      });

      test('not for a gateway that goes', async () => {
        const stuck = await gateway('stuck', [CHANNEL], () => new Promise(() => undefined));
        const done = delivery.subject.deliver([left]);
        await stuck.link.close();
        await expect(done).resolves.toBeUndefined();
      });

      test('not with anything else', async () => {
        const stuck = await gateway('stuck', [CHANNEL, ...users(ALICE)], () => new Promise(() => undefined));
        await expect(delivery.subject.deliver([message(), toUser(1, '{}'), answerTo(stuck.gatewayId)])).resolves.toBeUndefined();
      });
    });
  });
}
