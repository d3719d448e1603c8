/**
 * A hundred thousand frames with something wrong in them, on both dialects: each that asks for something is answered once, in its turn,
 * and nobody is the worse for it. `CONFORMANCE_SEED` runs one failing run again, `CONFORMANCE_FRAMES` a longer one.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningMaru, startMaru } from '../running-maru.js';
import { expectedReply, wrongReply } from './expected-replies.fixture.js';
import type { DialectName, Frame } from './heard-frames.fixture.js';
import type { Line } from './line.fixture.js';
import { Mutator, randomFrom } from './mutated-frames.fixture.js';
import { Person } from './person.fixture.js';

const SEED = Number(process.env['CONFORMANCE_SEED'] ?? Date.now() % 2 ** 31);
const FRAMES = Number(process.env['CONFORMANCE_FRAMES'] ?? (process.env['MARU_E2E_URL'] === undefined ? 100_000 : 20_000));
const BATCH = 100;
const SOCKETS: readonly DialectName[] = ['maru.1', 'plain', 'maru.1', 'maru.1', 'plain', 'maru.1', 'maru.1', 'maru.1'];

let maru: RunningMaru;
beforeAll(async () => {
  maru = await startMaru();
});
afterAll(() => maru.close());

/** The first that was not answered as it must be, with what came in its place. */
function firstWrong(dialect: DialectName, sent: readonly string[], replies: readonly Frame[]): object | undefined {
  let next = 0;
  for (const text of sent) {
    const expected = expectedReply(dialect, text);
    const wrong = wrongReply(expected, replies[next]);
    if (wrong === undefined) next += 1;
    else if (!expected.mayBeSilent) return { wrong, dialect, text, expected, reply: replies[next], SEED };
  }
  return next === replies.length ? undefined : { wrong: 'a reply to nothing', dialect, reply: replies[next], SEED };
}

it(`${FRAMES} mutated frames (CONFORMANCE_SEED=${SEED}) are answered, each in its turn`, { timeout: 600_000 }, async () => {
  const people = await Promise.all(SOCKETS.map(() => Person.arrive(maru)));
  const [alice, bob, ...others] = people as [Person, Person, ...Person[]];
  for (const person of [bob, ...others.slice(0, 3)]) await alice.befriend(person);
  const channelIds = [await alice.createGroup(bob, ...others.slice(0, 2)), await alice.createDirect(bob), 999_999];
  const names = [...people.slice(0, 5).map(({ name }) => name), 'nobody', '__proto__', 'constructor'];
  const codes = [await alice.inviteCode(), await bob.inviteCode(), 'nonsense', '0'.repeat(26)];

  let left = FRAMES;
  const talk = async (line: Line, mutator: Mutator) => {
    while (left > 0) {
      left -= BATCH;
      const sent = Array.from({ length: BATCH }, () => mutator.next());
      const replies = await line.repliesTo(...sent);
      expect(firstWrong(line.dialect, sent, replies)).toBeUndefined();
      line.clear();
    }
  };
  await Promise.all(
    SOCKETS.map(async (dialect, i) => {
      const line = await (people[i] as Person).open({ dialect });
      await talk(line, new Mutator(randomFrom(SEED + i), { channelIds, names, codes }));
    }),
  );

  // What else they heard meanwhile was right, too, and the server is as it was.
  for (const { line } of people) {
    expect(await line.outcomeOf({ type: 'KEEP_ALIVE' })).toBe('KEEP_ALIVE_RESPONSE');
    expect(line.wrong).toEqual([]);
  }
  expect((await alice.call('GET', '//health')).status).toBe(200);
  const newcomer = await Person.arrive(maru);
  await newcomer.befriend(alice);
  const channelId = await newcomer.createDirect(alice);
  expect(await newcomer.line.ask({ type: 'WRITE_MESSAGE', channelId, content: 'still here' })).toMatchObject({ messageSequence: 1 });
  await alice.line.hears('NOTIFY_MESSAGE', { content: 'still here' });
  expect(maru.output()).not.toMatch(/"level":"(warn|error|fatal)"/);
});
