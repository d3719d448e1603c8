import type { Delivered } from '@maru/contracts';
import { deliveryContract, toUser } from '@maru/ports/contracts';
import { expect, test } from 'vitest';
import { FixedClock } from '../clock/fixed-clock.js';
import { LocalDelivery } from './local-delivery.js';

deliveryContract('LocalDelivery', async () => {
  const clock = new FixedClock();
  const subject = new LocalDelivery(clock);
  return {
    subject,
    pass: (ms) => clock.advance(ms),
    close: async () => {
      const closed = subject.close();
      await clock.advance(1_000);
      await closed;
    },
  };
});

test('a gateway attaches once', async () => {
  const delivery = new LocalDelivery(new FixedClock());
  const end = { gatewayId: 'g', apply: async () => undefined };
  const link = await delivery.attach(end);
  await expect(delivery.attach(end)).rejects.toThrow('attached already');
  await link.close();
  await expect(delivery.attach(end)).resolves.toBeDefined();
});

test('producers wait, a second at most, for a gateway that is far behind', async () => {
  const clock = new FixedClock();
  const delivery = new LocalDelivery(clock);
  const gate = Promise.withResolvers<void>();
  const link = await delivery.attach({ gatewayId: 'g', apply: () => gate.promise });
  await link.hears({ userId: 1 });
  await delivery.deliver(Array.from({ length: 10_000 }, () => toUser(1, '{}')));
  let delivered = false;
  const late = delivery.deliver([toUser(1, '{}')]).then(() => (delivered = true));
  await clock.advance(999);
  expect(delivered).toBe(false);
  await clock.advance(1);
  await late;
  gate.resolve();
  await delivery.close();
});

test('what was checked is handed on as it is; what was not is left out where it does not fit', async () => {
  const delivery = new LocalDelivery(new FixedClock());
  const got: Delivered[] = [];
  const link = await delivery.attach({ gatewayId: 'g', apply: async (deliveries) => void got.push(...deliveries) });
  await link.hears({ userId: 1 });
  const checked = toUser(1, 'checked');
  await delivery.deliver([checked], 'checked');
  await delivery.deliver([{ kind: 'user', userId: 1, channelId: -1, frame: 'no' }, toUser(1, 'yes')]);
  await delivery.close();
  expect(got[0]).toBe(checked);
  expect(got.slice(1)).toEqual([toUser(1, 'yes')]);
});
