import { FetchChannelInviteCodeQuery } from '@maru/contracts';
import { UnitOfWork } from '@maru/ports';
import { FixedClock } from '@maru/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChannelHouse, type Visitor } from './channel.fixture.js';
import { ChannelRequestEntity } from './channel-request.entity.js';

describe('a command that the bus brings again', () => {
  let house: ChannelHouse;
  let [alice, bob]: Visitor[] = [];
  const clock = new FixedClock();

  beforeEach(async () => {
    house = await ChannelHouse.start({ clock });
    [alice, bob] = house.arrive('alice', 'bob');
  });
  afterEach(() => house.close());

  /** The same command once more, and one behind it with the same key: when that is answered, the first was handled. */
  async function replay(wish: Parameters<Visitor['ask']>[0], who = alice!): Promise<void> {
    await house.send(who.person, wish, { commandId: 'again' });
    await who.ask('channelId' in wish && wish.channelId !== undefined ? { type: 'Enter', channelId: wish.channelId } : { type: 'Leave' });
  }

  it('makes no second group', async () => {
    const create = { type: 'Create' as const, participantUsernames: ['bob'], title: 'lunch' };
    await alice!.ask(create, { commandId: 'again' });
    await replay(create);
    expect(await alice!.channels()).toEqual([1]);
  });

  it('makes none either where the first is closed by now', async () => {
    const create = { type: 'Create' as const, participantUsernames: ['bob'], title: 'lunch' };
    await alice!.ask(create, { commandId: 'again' });
    await alice!.quit(1);
    await bob!.quit(1);
    await replay(create);
    expect(await alice!.channels()).toEqual([]);
  });

  it('does not undo what was done since', async () => {
    await alice!.createGroup('lunch', [bob!], { public: true });
    await bob!.ask({ type: 'Quit', channelId: 1 }, { commandId: 'again' });
    await bob!.join(1);
    await replay({ type: 'Quit', channelId: 1 }, bob);
    expect(await bob!.channels()).toEqual([1]);
  });

  it('leaves a code that was given out alive', async () => {
    await alice!.createGroup('lunch', [bob!]);
    const reset = { type: 'ResetChannelInviteCode', channelId: 1 } as const;
    const answer = await alice!.ask(reset, { commandId: 'again' });
    await replay(reset);
    expect(await house.query(FetchChannelInviteCodeQuery, { person: bob!.person, channelId: 1 })).toEqual({
      channelId: { id: 1 },
      inviteCode: (answer as { inviteCode: string }).inviteCode,
    });
  });

  it('is remembered for as long as the bus may bring it, and then forgotten', async () => {
    const rows = () => house.service.get(UnitOfWork).fresh.count(ChannelRequestEntity);
    await alice!.ask({ type: 'Leave' });
    await alice!.createGroup('lunch', [bob!]);
    expect(await rows()).toBe(2);
    await clock.advance(24 * 3_600_000);
    await alice!.ask({ type: 'Leave' });
    expect(await rows()).toBe(1);
  });
});
