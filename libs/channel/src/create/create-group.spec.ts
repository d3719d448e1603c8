import { FetchChannelInviteCodeQuery, FindMemberships } from '@maru/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChannelHouse, type Visitor } from '../channel.fixture.js';

describe('CREATE of a group', () => {
  let house: ChannelHouse;
  let [alice, bob, carol]: Visitor[] = [];

  beforeEach(async () => {
    house = await ChannelHouse.start({ limits: { channels: 2, channelMembers: 3 } });
    [alice, bob, carol] = house.arrive('alice', 'bob', 'Çarol');
  });
  afterEach(() => house.close());

  it('tells each participant once, the creator elsewhere, and answers last', async () => {
    const answer = await alice!.ask({ type: 'Create', participantUsernames: ['bob', 'çAROL'], title: '점심' });
    const about = { channelId: { id: 1 }, title: '점심', kind: 'GROUP', public: false };
    expect(answer).toEqual({ type: 'CREATE_RESPONSE', ...about });
    expect(house.heard()).toEqual([
      ['joined', 1, ['alice', 'bob', 'Çarol']],
      ['bob', { type: 'NOTIFY_JOIN', ...about, username: 'bob', by: 'alice' }],
      ['Çarol', { type: 'NOTIFY_JOIN', ...about, username: 'Çarol', by: 'alice' }],
      ['alice', 'but for 1', { type: 'NOTIFY_JOIN', ...about, username: 'alice' }],
      ['answer', 'alice', answer],
    ]);
    expect(Object.keys(answer)[0]).toBe('type');
  });

  it('admits them to the message service before it answers, and tells the world', async () => {
    const channelId = await alice!.createGroup('lunch', [bob!], { public: true });
    const members = [alice!.person, bob!.person];
    expect(await house.published('AdmitMembers')).toEqual([expect.objectContaining({ channelId, members, direct: false, resumed: false })]);
    expect(await house.published('ChannelCreated')).toEqual([
      expect.objectContaining({ channelId, kind: 'GROUP', title: 'lunch', public: true, members }),
    ]);
  });

  it('makes the creator its owner, and the others members in their order', async () => {
    const channelId = await alice!.createGroup('lunch', [carol!, bob!]);
    expect(await bob!.membersOf(channelId)).toEqual([
      ['alice', 'OWNER'],
      ['Çarol', 'MEMBER'],
      ['bob', 'MEMBER'],
    ]);
    expect(await house.query(FindMemberships, { userId: carol!.userId })).toEqual({ channelIds: [channelId] });
  });

  it('takes a name that stands there twice once', async () => {
    const channelId = await alice!.ask({ type: 'Create', participantUsernames: ['bob', 'BOB'], title: 'twice' });
    expect(channelId).toMatchObject({ type: 'CREATE_RESPONSE' });
    expect(await alice!.membersOf(1)).toHaveLength(2);
  });

  it('is a group with one name, too', async () => {
    expect(await alice!.ask({ type: 'Create', participantUsernames: ['bob'], title: 'two' })).toMatchObject({ kind: 'GROUP' });
  });

  it('gives each group a code of its own', async () => {
    const codes = new Set<string>();
    for (const title of ['one', 'two']) {
      const channelId = await alice!.createGroup(title, [bob!]);
      codes.add((await house.query(FetchChannelInviteCodeQuery, { person: bob!.person, channelId })).inviteCode);
    }
    expect([...codes]).toEqual([expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/), expect.any(String)]);
  });

  it.each([
    ['a stranger among friends', ['bob', 'dave'], 'NOT_CONNECTED'],
    ['a name that nobody has', ['no such name!'], 'NOT_CONNECTED'],
    ['the own name in other letters', ['bob', 'ALICE'], 'INVALID_FIELD'],
    ['the own name among strangers', ['alice', 'dave'], 'INVALID_FIELD'],
    ['nobody', [], 'INVALID_FIELD'],
  ])('refuses %s as a whole', async (_, participantUsernames, code) => {
    house.arrive('dave');
    house.connect(alice!.userId, 4, false);
    expect(await alice!.ask({ type: 'Create', participantUsernames, title: 'none' })).toBe(code);
    expect(house.heard()).toEqual([['answer', 'alice', code]]);
    expect(await bob!.channels()).toEqual([]);
  });

  it('is CHANNEL_LIMIT where one of them is in as many channels as are allowed', async () => {
    await bob!.createGroup('one', [carol!]);
    await bob!.createGroup('two', [alice!]);
    expect(await alice!.ask({ type: 'Create', participantUsernames: ['bob'], title: 'three' })).toBe('CHANNEL_LIMIT');
    expect(await bob!.ask({ type: 'Create', participantUsernames: ['Çarol'], title: 'three' })).toBe('CHANNEL_LIMIT');
    expect(await alice!.ask({ type: 'Create', participantUsernames: ['Çarol'], title: 'three' })).toMatchObject({ title: 'three' });
  });

  it('is CHANNEL_FULL where it would be larger than a channel may be', async () => {
    house.arrive('dave');
    const participantUsernames = ['bob', 'Çarol', 'dave'];
    expect(await alice!.ask({ type: 'Create', participantUsernames, title: 'full' })).toBe('CHANNEL_FULL');
  });

  it('may be of its maker alone, where that is asked for', async () => {
    expect(await alice!.ask({ type: 'Create', alone: true, title: 'mine', public: true })).toMatchObject({
      type: 'CREATE_RESPONSE',
    });
    expect(await alice!.ask({ type: 'Create', title: 'nobody is named' })).toBe('INVALID_FIELD');
  });
});
