import { deliveryContract, toUser } from '@maru/ports/contracts';
import { expect, test } from 'vitest';
import { overFixedClock } from '../forwarded.fixture.js';
import { ForwardedDelivery } from './forwarded-delivery.js';

const open = () => overFixedClock((link) => new ForwardedDelivery(link));
const end = { gatewayId: 'g', apply: async () => undefined };

deliveryContract('ForwardedDelivery', open);

test('a gateway attaches once, wherever it is', async () => {
  const { subject, platform, close } = await open();
  const link = await subject.attach(end);
  await expect(subject.attach(end)).rejects.toThrow('attached already');
  await expect(platform.delivery.attach(end)).rejects.toThrow('attached already');
  await link.close();
  await (await platform.delivery.attach(end)).close();
  await close();
});

test('a worker that has gone is forgotten: nobody waits for it, and its gateway may come again', async () => {
  const { subject, platform, pair, hosted, close } = await open();
  const link = await subject.attach({ gatewayId: 'g', apply: () => new Promise(() => undefined) });
  await link.hears({ userId: 1 });
  const waiting = platform.delivery.deliver([{ kind: 'session-ended', userId: 1, sessionId: 's' }]);
  pair.workerSocket.destroy();
  await hosted;
  await expect(waiting).resolves.toBeUndefined();
  const again = await platform.delivery.attach(end);
  await platform.delivery.deliver([toUser(1, '{}')]);
  await again.close();
  await close();
});
