/** People who come and go all at once, each by what he sees fit: whatever is answered, the channels stay what they must be. */
import type { Role } from '@maru/contracts';
import { UnitOfWork } from '@maru/ports';
import { array, assert, asyncProperty, constantFrom, nat, record } from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Answered, ChannelHouse, type Visitor } from './channel.fixture.js';
import { ChannelUserEntity } from './channel-user.entity.js';
import { ChannelEntity } from './channel.entity.js';

const NAMES = ['alice', 'bob', 'carol', 'dave', 'erin'];
const ROOM = 4;
const Step = record({
  actor: nat({ max: NAMES.length - 1 }),
  target: nat({ max: NAMES.length - 1 }),
  group: nat({ max: 1 }),
  action: constantFrom('Join', 'JoinByCode', 'Quit', 'RemoveMember', 'HandOver', 'Join', 'JoinByCode'),
});
type Step = typeof Step extends { generate: (...args: never[]) => { value: infer S } } ? S : never;

/** A group as a list of people, longest first, and nothing else. */
class Model {
  private members: { name: string; role: Role }[];

  constructor(names: string[]) {
    this.members = names.map((name, index) => ({ name, role: index === 0 ? 'OWNER' : 'MEMBER' }));
  }

  list(): [string, Role][] {
    return this.members.map(({ name, role }) => [name, role]);
  }

  /** What the answer must have been. */
  apply(action: Step['action'], actor: string, target: string): string {
    const own = this.members.find(({ name }) => name === actor);
    const other = this.members.find(({ name }) => name === target);
    if (action === 'Join' || action === 'JoinByCode') {
      if (this.members.length === 0) return action === 'Join' ? 'NOT_A_MEMBER' : 'UNKNOWN_INVITE_CODE';
      if (!own && this.members.length === ROOM) return 'CHANNEL_FULL';
      if (!own) this.members.push({ name: actor, role: 'MEMBER' });
      return 'done';
    }
    if (!own) return 'NOT_A_MEMBER';
    if (action === 'Quit') {
      this.members = this.members.filter((member) => member !== own);
      if (own.role === 'OWNER' && this.members[0]) this.members[0].role = 'OWNER';
      return 'done';
    }
    if (own.role !== 'OWNER') return 'NOT_OWNER';
    if (other === own) return 'INVALID_FIELD';
    if (!other) return 'NOT_A_MEMBER';
    if (action === 'RemoveMember') this.members = this.members.filter((member) => member !== other);
    else [own.role, other.role] = ['MEMBER', 'OWNER'];
    return 'done';
  }
}

let house: ChannelHouse;
beforeEach(async () => {
  house = await ChannelHouse.start({ limits: { channelMembers: ROOM } });
});
afterEach(() => house.close());

it('keeps counts, owners and memberships exact', async () => {
  const people = house.arrive(...NAMES);
  await assert(
    asyncProperty(array(Step, { minLength: 10, maxLength: 60 }), async (steps) => {
      const groups = [await open(people[0]!, people[1]!), await open(people[2]!, people[3]!)];
      await house.forget();
      const references = await Promise.all(steps.map((step) => send(people, groups[step.group]!, step)));
      const order = await house.answersTo(references);

      // Each unit answers in its turn, so the order of the answers is the order in which things happened.
      for (const { reference, answered } of order) {
        const { action, actor, target, group } = steps[references.indexOf(reference)]!;
        const expected = groups[group]!.model.apply(action, NAMES[actor]!, NAMES[target]!);
        expect({ action, answered: outcome(answered) }).toEqual({ action, answered: expected });
      }
      for (const { channelId, model } of groups) await expectToBe(channelId, model);
    }),
    { numRuns: 25 },
  );
});

interface Group {
  readonly channelId: number;
  readonly inviteCode: string;
  readonly model: Model;
}

async function open(owner: Visitor, other: Visitor): Promise<Group> {
  const channelId = await owner.createGroup('group', [other], { public: true });
  const channel = await house.service.get(UnitOfWork).fresh.findOneByOrFail(ChannelEntity, { channelId });
  return { channelId, inviteCode: channel.inviteCode ?? '', model: new Model([owner.name, other.name]) };
}

function send(people: Visitor[], { channelId, inviteCode }: Group, { action, actor, target }: Step): Promise<number> {
  const { person } = people[actor]!;
  if (action === 'JoinByCode') return house.send(person, { type: 'Join', inviteCode });
  const username = people[target]!.name.toUpperCase();
  return house.send(person, action === 'Join' || action === 'Quit' ? { type: action, channelId } : { type: action, channelId, username });
}

function outcome(answered: Answered): string {
  return typeof answered === 'string' ? answered : 'done';
}

async function expectToBe(channelId: number, model: Model): Promise<void> {
  const { fresh } = house.service.get(UnitOfWork);
  const rows = await fresh.find(ChannelUserEntity, { where: { channelId }, order: { joinedOrder: 'ASC' } });
  const channel = await fresh.findOneBy(ChannelEntity, { channelId });
  expect(rows.map(({ username, role }) => [username, role])).toEqual(model.list());
  expect(channel?.headCount ?? 0).toBe(rows.length);
  expect(rows.filter(({ role }) => role === 'OWNER')).toHaveLength(channel ? 1 : 0);
}
