import { FindDirectChannel } from '@maru/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChannelHouse, type Visitor } from '../channel.fixture.js';

describe('CREATE of a direct channel', () => {
  let house: ChannelHouse;
  let [alice, bob, carol]: Visitor[] = [];
  const about = { channelId: { id: 1 }, title: '', kind: 'DIRECT', public: false };
  const create = (title?: string) => alice!.ask({ type: 'Create', participantUsername: 'BOB', ...(title && { title }) }, { socketId: 7 });

  beforeEach(async () => {
    house = await ChannelHouse.start({ limits: { channels: 2 } });
    [alice, bob, carol] = house.arrive('alice', 'bob', 'carol');
  });
  afterEach(() => house.close());

  it('has both as members, no title of its own, and the other beside the answer', async () => {
    expect(await create()).toEqual({ type: 'CREATE_RESPONSE', ...about });
    expect(house.heard()).toEqual([
      ['joined', 1, ['alice', 'bob']],
      ['bob', { type: 'NOTIFY_JOIN', ...about, username: 'bob', by: 'alice' }],
      ['alice', 'but for 7', { type: 'NOTIFY_JOIN', ...about, username: 'alice' }],
      ['answer', 'alice', { type: 'CREATE_RESPONSE', ...about }],
    ]);
    expect(house.service.deliveries.at(-1)).toMatchObject({ with: 'bob' });
    expect(await bob!.membersOf(1)).toEqual([
      ['alice', 'MEMBER'],
      ['bob', 'MEMBER'],
    ]);
    expect(await house.query(FindDirectChannel, { userIds: [bob!.userId, alice!.userId] })).toEqual({ channelId: 1, open: true });
    expect(await house.query(FindDirectChannel, { userIds: [bob!.userId, carol!.userId] })).toEqual({ open: false });
    await alice!.quit(1);
    expect(await house.query(FindDirectChannel, { userIds: [alice!.userId, bob!.userId] })).toEqual({ channelId: 1, open: false });
  });

  it('opens writing there, as far as the connection was known', async () => {
    await create();
    expect(await house.published('AdmitMembers', 'BarChannel')).toEqual([
      expect.objectContaining({ type: 'AdmitMembers', channelId: 1, direct: true, resumed: false }),
      expect.objectContaining({ type: 'BarChannel', channelId: 1, barred: false, version: 1 }),
    ]);
  });

  it('is the first one of the two for ever, and tells nobody again', async () => {
    await create('first');
    await house.forget();
    const first = { ...about, title: 'first' };
    expect(await create('second')).toEqual({ type: 'CREATE_RESPONSE', ...first });
    expect(await bob!.ask({ type: 'Create', participantUsername: 'alice', title: 'third' })).toEqual({ type: 'CREATE_RESPONSE', ...first });
    expect(house.heard()).toEqual([
      ['answer', 'alice', { type: 'CREATE_RESPONSE', ...first }],
      ['answer', 'bob', { type: 'CREATE_RESPONSE', ...first }],
    ]);
    expect(await house.published('AdmitMembers', 'MemberJoined', 'ChannelCreated')).toEqual([]);
  });

  it('brings back the view of the creator who quit it', async () => {
    await create();
    await alice!.quit(1);
    expect(await alice!.channels()).toEqual([]);
    await house.forget();
    await create();
    expect(house.heard()).toEqual([
      ['joined', 1, ['alice']],
      ['alice', 'but for 7', { type: 'NOTIFY_JOIN', ...about, username: 'alice' }],
      ['answer', 'alice', { type: 'CREATE_RESPONSE', ...about }],
    ]);
    expect(await house.published('AdmitMembers')).toEqual([
      expect.objectContaining({ members: [alice!.person], direct: true, resumed: true }),
    ]);
    expect(await alice!.channels()).toEqual([1]);
  });

  it('brings back the view of the other, who hears by whom', async () => {
    await create();
    await bob!.quit(1);
    await house.forget();
    await create();
    expect(house.heard()).toEqual([
      ['joined', 1, ['bob']],
      ['bob', { type: 'NOTIFY_JOIN', ...about, username: 'bob', by: 'alice' }],
      ['answer', 'alice', { type: 'CREATE_RESPONSE', ...about }],
    ]);
    expect(await house.published('MemberJoined')).toEqual([expect.objectContaining({ member: bob!.person })]);
  });

  it('counts the limit only for those who get a channel more', async () => {
    await create();
    await bob!.quit(1);
    await bob!.createGroup('one', [carol!]);
    await bob!.createGroup('two', [carol!]);
    expect(await create()).toBe('CHANNEL_LIMIT');
    await bob!.quit(2);
    expect(await create()).toMatchObject({ type: 'CREATE_RESPONSE' });
    expect(await bob!.ask({ type: 'Create', participantUsername: 'alice' })).toMatchObject({ type: 'CREATE_RESPONSE' });
    expect(await bob!.ask({ type: 'Create', participantUsername: 'carol' })).toBe('CHANNEL_LIMIT');
    expect(await house.query(FindDirectChannel, { userIds: [bob!.userId, carol!.userId] })).toEqual({ open: false });
  });

  it('is not made with a stranger, or oneself', async () => {
    house.connect(alice!.userId, bob!.userId, false);
    expect(await create()).toBe('NOT_CONNECTED');
    expect(await alice!.ask({ type: 'Create', participantUsername: 'Alice' })).toBe('INVALID_FIELD');
  });

  it('is one when both make it at the same moment', async () => {
    const answers = await Promise.all([create(), bob!.ask({ type: 'Create', participantUsername: 'alice' })]);
    expect(answers[0]).toEqual(answers[1]);
    expect(await house.published('ChannelCreated')).toHaveLength(1);
    expect(await alice!.membersOf(1)).toHaveLength(2);
  });
});
