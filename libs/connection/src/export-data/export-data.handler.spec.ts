import { ExportConnectionData } from '@maru/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConnectionHouse, type Visitor } from '../connection.fixture.js';

let house: ConnectionHouse;

beforeAll(async () => {
  house = await ConnectionHouse.start();
});
afterAll(() => house.close());

it('exports the code and every connection, and nothing of others but their names', async () => {
  const [alice, bob, carol] = (await house.arrive('alice', 'bob', 'carol')) as [Visitor, Visitor, Visitor];
  await house.befriend(alice, bob);
  await bob.invite(carol);
  const { service, records } = await house.service.ask(ExportConnectionData, bob.person);
  expect(service).toBe('connection');
  expect(records['connection_user']).toEqual([{ username: 'bob', inviteCode: bob.inviteCode, connectionCount: 1 }]);
  expect(records['user_connection']).toEqual(
    expect.arrayContaining([
      { username: 'alice', status: 'ACCEPTED', inviter: 'alice', updatedAt: expect.any(Number) },
      { username: 'carol', status: 'PENDING', inviter: 'bob', updatedAt: expect.any(Number) },
    ]),
  );
});

it('has nothing of one who has never been here', async () => {
  const exported = await house.service.ask(ExportConnectionData, { userId: 77, username: 'dave' });
  expect(exported.records).toEqual({ connection_user: [], user_connection: [] });
});
