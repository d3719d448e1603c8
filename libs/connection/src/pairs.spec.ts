import * as fc from 'fast-check';
import { UnitOfWork } from '@maru/ports';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConnectionHouse, type Visitor } from './connection.fixture.js';
import { UserConnectionEntity } from './user-connection.entity.js';

const PEOPLE = 5;
const LIMIT = 2;
let house: ConnectionHouse;
let crowd = 0;

beforeAll(async () => {
  house = await ConnectionHouse.start({ limits: { connections: LIMIT } });
});
afterAll(() => house.close());

type Deed = 'invite' | 'accept' | 'reject' | 'disconnect';
const step = fc.record({
  deed: fc.constantFrom<Deed>('invite', 'accept', 'accept', 'reject', 'disconnect'),
  actor: fc.nat(PEOPLE - 1),
  other: fc.nat(PEOPLE - 1),
});

it('counts exactly the accepted connections of everybody, and never above the limit, whatever many do at once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 12 }), { maxLength: 8 }), async (rounds) => {
      crowd += 1;
      const people = await house.arrive(...Array.from({ length: PEOPLE }, (_, at) => `p${crowd}_${at}`));
      for (const steps of [EVERYBODY_INVITES, ...rounds]) {
        await Promise.all(steps.map(({ deed, actor, other }) => act(people[actor]!, deed, people[other]!)));
        await expectExactCounts(people);
      }
    }),
    { numRuns: 25 },
  );
}, 60_000);

const EVERYBODY_INVITES = Array.from({ length: PEOPLE }, (_, actor) =>
  Array.from({ length: PEOPLE }, (__, other) => ({ deed: 'invite' as const, actor, other })),
).flat();

function act(actor: Visitor, deed: Deed, other: Visitor): Promise<unknown> {
  return deed === 'invite' ? actor.invite(other) : actor[deed](other.name);
}

async function expectExactCounts(people: Visitor[]): Promise<void> {
  const accepted = await house.service.get(UnitOfWork).fresh.findBy(UserConnectionEntity, { status: 'ACCEPTED' });
  for (const visitor of people) {
    const { userId } = visitor.person;
    const { connectionCount } = await house.userOf(visitor);
    const rows = accepted.filter((pair) => pair.partnerAUserId === userId || pair.partnerBUserId === userId);
    expect(connectionCount).toBe(rows.length);
    expect(connectionCount).toBeLessThanOrEqual(LIMIT);
  }
}

it('counts the versions of a pair up, one for each change', async () => {
  const [alice, bob] = (await house.arrive('alice', 'bob')) as [Visitor, Visitor];
  house.forget();
  await house.befriend(alice, bob);
  await alice.disconnect(bob.name);
  await bob.invite(alice);
  await alice.reject(bob.name);
  const [pair] = await house.service.get(UnitOfWork).fresh.findBy(UserConnectionEntity, {
    partnerAUserId: alice.person.userId,
    partnerBUserId: bob.person.userId,
  });
  expect(pair).toMatchObject({ version: 5, status: 'REJECTED', inviterUserId: bob.person.userId });
});
