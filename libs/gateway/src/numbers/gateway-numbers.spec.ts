/** What a gateway tells at `/metrics` of what it did. */
import { FixedClock, waitUntil } from '@maru/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { GatewayHouse, stored, told } from '../gateway.fixture.js';

const ROOM = 42;
let clock: FixedClock;
let house: GatewayHouse;

beforeEach(async () => {
  clock = new FixedClock();
  house = await GatewayHouse.start({ clock, limits: { messagesBurst: 1, messagesPerMinute: 1 } });
  for (const userId of [1, 2]) house.memberships.set(userId, [ROOM]);
});
afterEach(() => house.close());

/** The numbers without their help. */
async function numbers(): Promise<Map<string, number>> {
  const lines = (await (await fetch(`${house.service.url}/metrics`)).text()).split('\n').filter((line) => line.startsWith('maru_'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]));
}

it('how long a request took until its answer was written, and how long a message until it was', async () => {
  const [alice, bob] = [await house.talker(1), await house.talker(2)];
  alice.say({ type: 'WRITE_MESSAGE', channelId: ROOM, content: 'hello' });
  const [command] = await house.published('WriteMessage');
  await clock.advance(300);
  await house.deliver({ ...stored(ROOM, 1, command!), storedAt: clock.now() - 20 });
  await Promise.all([alice.hear('WRITE_MESSAGE_ACK'), bob.hearShort('42/1')]);
  const all = await numbers();
  expect(all.get('maru_gateway_sockets')).toBe(2);
  expect(all.get('maru_gateway_answer_seconds_sum{type="WRITE_MESSAGE"}')).toBeCloseTo(0.3);
  expect(all.get('maru_gateway_answer_seconds_count{type="WRITE_MESSAGE"}')).toBe(1);
  expect(all.get('maru_gateway_delivery_seconds_sum')).toBeCloseTo(0.02);
  expect(all.get('maru_gateway_tick_seconds_count')).toBe(1);
});

it('how many frames were too many, and that nobody invents a label', async () => {
  const alice = await house.talker(1);
  for (let i = 0; i < 3; i++) alice.say({ type: 'WRITE_MESSAGE', channelId: ROOM, content: 'hello' });
  const [command] = await house.published('WriteMessage');
  await house.deliver(stored(ROOM, 1, command!));
  await alice.hear('ERROR', 2);
  alice.say({ type: 'INVENTED' });
  await alice.hear('ERROR', 3);
  const all = await numbers();
  expect(all.get('maru_rate_limit_refusals_total{bucket="messages"}')).toBe(2);
  expect(all.get('maru_rate_limit_refusals_total{bucket="frames"}')).toBe(0);
  expect(all.get('maru_gateway_answer_seconds_count{type="UNKNOWN"}')).toBe(1);
  expect([...all.keys()].filter((name) => name.includes('INVENTED'))).toEqual([]);
});

it('what waits for those who do not read, and that they were closed', async () => {
  const [slow, quick] = [await house.talker(1), await house.talker(2)];
  slow.webSocket.pause();
  const large = (sequence: number) => ({
    ...told(ROOM, sequence),
    frame: JSON.stringify({ type: 'NOTIFY_MESSAGE', content: 'x'.repeat(300_000) }),
  });
  let sequence = 0;
  let most = 0;
  await waitUntil(
    async () => {
      await house.deliver(large(++sequence));
      await quick.hear('NOTIFY_MESSAGE', sequence);
      const all = await numbers();
      const [sum, largest] = [all.get('maru_gateway_queue_bytes') ?? 0, all.get('maru_gateway_largest_queue_bytes') ?? 0];
      expect(sum).toBeGreaterThanOrEqual(largest);
      most = Math.max(most, largest);
      return all.get('maru_gateway_closes_total{reason="SLOW_CONSUMER"}') === 1;
    },
    { what: 'the end of who does not read', timeoutMs: 20_000 },
  );
  expect(most).toBeGreaterThan(300_000);
}, 30_000);
