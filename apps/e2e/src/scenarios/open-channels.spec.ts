/** 2.2, 2.4: channels that anybody may join, by a code or because they are public. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Device } from './device.js';
import { unique, useHouse } from './house.js';

const house = useHouse();
let alice: Device;
let bob: Device;
let stranger: Device;
beforeAll(async () => {
  [alice, bob] = (await house.friends('alice', 'bob')) as [Device, Device];
  stranger = await house.arrive('stranger');
});

async function openPublic(title: string): Promise<number> {
  const { channelId } = await alice.ask({ type: 'CREATE_REQUEST', title, participantUsernames: [bob.name], public: true });
  return channelId.id;
}

describe('a public channel', () => {
  it('is found by a part of its title, in any case, by everybody', async () => {
    const word = unique('Straße');
    const channelId = await openPublic(`The ${word} of 100% _fun_`);
    for (const query of [word, word.toUpperCase(), word.slice(2), `${word} of 100% _`]) {
      const { channels } = await stranger.ask({ type: 'FETCH_PUBLIC_CHANNELS_REQUEST', query });
      expect(channels).toEqual([{ channelId: { id: channelId }, title: `The ${word} of 100% _fun_`, headCount: 2, joined: false }]);
    }
    expect((await alice.ask({ type: 'FETCH_PUBLIC_CHANNELS_REQUEST', query: word })).channels[0]?.joined).toBe(true);
    expect((await stranger.ask({ type: 'FETCH_PUBLIC_CHANNELS_REQUEST', query: `${word}%fun` })).channels).toEqual([]);
  });

  it('is one of many: fifty on a page, the newest first, and each once', async () => {
    const word = unique('many');
    const opened: number[] = [];
    for (let i = 0; i < 60; i++) opened.push(await openPublic(`${word} ${i}`));
    const first = await stranger.ask({ type: 'FETCH_PUBLIC_CHANNELS_REQUEST', query: word });
    expect(first.channels).toHaveLength(50);
    const { cursor = '' } = first;
    const late = await openPublic(`${word} late`);
    const second = await stranger.ask({ type: 'FETCH_PUBLIC_CHANNELS_REQUEST', query: word, cursor });
    expect(second).not.toHaveProperty('cursor');
    const seen = [...first.channels, ...second.channels].map(({ channelId }) => channelId.id);
    expect(seen).toEqual(opened.toReversed());
    expect(seen).not.toContain(late);
  });

  it('is joined by its id, once, and all members hear of it', async () => {
    const channelId = await openPublic(unique('open'));
    const answer = await stranger.ask({ type: 'JOIN_REQUEST', channelId });
    expect(answer).toMatchObject({ channelId: { id: channelId }, kind: 'GROUP' });
    for (const member of [alice, bob])
      expect(await member.hears('NOTIFY_JOIN', { channelId: { id: channelId }, username: stranger.name })).not.toHaveProperty('by');
    const { requestId: _, ...first } = answer;
    expect(await stranger.ask({ type: 'JOIN_REQUEST', channelId })).toMatchObject(first);
    await Promise.all([alice, bob].map((member) => member.caughtUp()));
    for (const member of [alice, bob])
      expect(member.heard('NOTIFY_JOIN', { channelId: { id: channelId }, username: stranger.name })).toHaveLength(1);
    expect((await stranger.channel(channelId))?.headCount).toBe(3);
  });

  it('may become private: then its id opens nothing', async () => {
    const title = unique('closing');
    const channelId = await openPublic(title);
    await expect(bob.ask({ type: 'UPDATE_CHANNEL_REQUEST', channelId, public: false })).rejects.toMatchObject({ code: 'NOT_OWNER' });
    await expect(alice.ask({ type: 'UPDATE_CHANNEL_REQUEST', channelId })).rejects.toMatchObject({ code: 'INVALID_FIELD' });
    expect(await alice.ask({ type: 'UPDATE_CHANNEL_REQUEST', channelId, public: false })).toMatchObject({ title, public: false });
    expect(await bob.hears('NOTIFY_CHANNEL', { channelId: { id: channelId } })).toMatchObject({ title, public: false });
    await expect(stranger.ask({ type: 'JOIN_REQUEST', channelId })).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
    expect((await stranger.ask({ type: 'FETCH_PUBLIC_CHANNELS_REQUEST', query: title })).channels).toEqual([]);
    // The same words as for a channel that is not there.
    const refusals = [channelId, 2 ** 40].map((id) => stranger.ask({ type: 'JOIN_REQUEST', channelId: id }));
    const [closed, absent] = await Promise.allSettled(refusals);
    expect(closed).toEqual(absent);
  });
});

describe("a channel's invite code", () => {
  it('opens it to anybody, however it is typed, until it is reset', async () => {
    const channelId = await alice.openGroup('by code', bob);
    const { inviteCode } = await bob.ask({ type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId });
    expect(inviteCode).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    await expect(stranger.ask({ type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId })).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
    const typed = inviteCode
      .toLowerCase()
      .replaceAll('1', 'l')
      .replaceAll('0', 'o')
      .replace(/(.{5})/g, '$1-');
    expect(await stranger.ask({ type: 'JOIN_REQUEST', inviteCode: typed })).toMatchObject({
      channelId: { id: channelId },
      title: 'by code',
    });
    await bob.hears('NOTIFY_JOIN', { channelId: { id: channelId }, username: stranger.name });

    await expect(bob.ask({ type: 'RESET_CHANNEL_INVITE_CODE_REQUEST', channelId })).rejects.toMatchObject({ code: 'NOT_OWNER' });
    const { inviteCode: renewed } = await alice.ask({ type: 'RESET_CHANNEL_INVITE_CODE_REQUEST', channelId });
    expect(renewed).not.toBe(inviteCode);
    const late = await house.arrive('late');
    await expect(late.ask({ type: 'JOIN_REQUEST', inviteCode })).rejects.toMatchObject({ code: 'UNKNOWN_INVITE_CODE' });
    expect(await late.ask({ type: 'JOIN_REQUEST', inviteCode: renewed })).toMatchObject({ channelId: { id: channelId } });
  });

  it('is no code of another kind, and no text of any kind', async () => {
    const { inviteCode } = await bob.ask({ type: 'FETCH_USER_INVITE_CODE_REQUEST' });
    for (const text of [inviteCode, '', 'nonsense', '0'.repeat(26)])
      await expect(alice.ask({ type: 'JOIN_REQUEST', inviteCode: text })).rejects.toMatchObject({ code: 'UNKNOWN_INVITE_CODE' });
    await expect(alice.ask({ type: 'JOIN_REQUEST' })).rejects.toMatchObject({ code: 'INVALID_FIELD' });
    await expect(alice.ask({ type: 'JOIN_REQUEST', inviteCode, channelId: 1 })).rejects.toMatchObject({ code: 'INVALID_FIELD' });
  });

  it('dies with its channel', async () => {
    const channelId = await alice.openGroup('short-lived', bob);
    const { inviteCode } = await alice.ask({ type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId });
    await alice.ask({ type: 'QUIT_REQUEST', channelId });
    await bob.ask({ type: 'QUIT_REQUEST', channelId });
    await expect(stranger.ask({ type: 'JOIN_REQUEST', inviteCode })).rejects.toMatchObject({ code: 'UNKNOWN_INVITE_CODE' });
    await expect(alice.ask({ type: 'ENTER_REQUEST', channelId })).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
  });
});
