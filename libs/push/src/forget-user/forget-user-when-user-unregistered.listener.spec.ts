import { ExportPushData, userEvents } from '@maru/contracts';
import { recordOf } from '@maru/ports';
import { waitUntil } from '@maru/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bob, carol, PushHouse } from '../push.fixture.js';

let house: PushHouse;
beforeEach(async () => {
  house = await PushHouse.start();
});
afterEach(() => house.close());

const told = (type: 'UserRegistered' | 'UserUnregistered', person: typeof bob) =>
  house.service.publish(recordOf(userEvents, { type, v: 1, eventId: `${type}-${person.userId}`, at: 7, ...person }));
const exported = async (person: typeof bob) => (await house.service.ask(ExportPushData, person)).records;

it('gives whoever has an account one device, and exports what is kept of him', async () => {
  await told('UserRegistered', bob);
  await told('UserRegistered', bob);
  await told('UserRegistered', carol);
  await waitUntil(async () => (await exported(carol))['device']?.length === 1);
  await house.write(1);
  const [row] = await house.rows();
  expect(await exported(bob)).toEqual({
    device: [{ kind: 'mock', createdAt: 7 }],
    push_log: [{ channelId: 4, messageSequence: 1, status: 'WAITING', createdAt: row?.createdAt, changedAt: row?.changedAt }],
  });
});

it('keeps nothing of one who has gone, and sends nothing', async () => {
  await told('UserRegistered', bob);
  await house.write(1);
  await told('UserUnregistered', bob);
  await waitUntil(async () => (await house.rows()).length === 1);
  expect(await exported(bob)).toEqual({ device: [], push_log: [] });
  await house.pass(1_000);
  expect(house.webhook.told).toEqual(['carol 4/1 1']);
});
