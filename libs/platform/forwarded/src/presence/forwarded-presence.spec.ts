import { Presence } from '@maru/ports';
import { presenceContract } from '@maru/ports/contracts';
import { expect, test } from 'vitest';
import { overFixedClock } from '../forwarded.fixture.js';
import { ForwardedPresence } from './forwarded-presence.js';

const open = () => overFixedClock((link) => new ForwardedPresence(link));

presenceContract('ForwardedPresence', open);

test('whoever was there through a worker alone departs with it, however it went', async () => {
  const { subject, platform, pair, pass, hosted, close } = await open();
  await subject.arrive('worker', 1);
  await subject.arrive('worker', 2);
  await platform.presence.arrive('first', 2);
  pair.workerSocket.destroy();
  await hosted;
  const stateOf = async (userId: number) => (await platform.presence.find([userId])).get(userId);
  expect(await stateOf(1)).toMatchObject({ online: true, connected: false });
  expect(await stateOf(2)).toMatchObject({ connected: true });
  await pass(Presence.GRACE_MS);
  expect(await stateOf(1)).toMatchObject({ online: false });
  await close();
});
