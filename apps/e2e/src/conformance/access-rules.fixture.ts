/** For each request: what those of each role hear who ask it of the owner, or of a channel of his. */
import { expect } from 'vitest';
import type { Expected, Role, Rule } from './access-checks.fixture.js';
import type { AccessScene } from './access-scene.fixture.js';

function all(outcome: string): Expected {
  return { stranger: outcome, removed: outcome, disconnected: outcome, friend: outcome, member: outcome, owner: outcome };
}

/** Of those who are not in the channel nobody learns more than that he is not. */
const outside = { stranger: 'NOT_A_MEMBER', removed: 'NOT_A_MEMBER' } as const;
const members: Expected = { ...all('answer'), ...outside };
const direct = { disconnected: 'DIRECT_CHANNEL', friend: 'DIRECT_CHANNEL' } as const;
const owners: Expected = { ...outside, ...direct, member: 'NOT_OWNER', owner: 'answer' };

type AccessRule = Rule<AccessScene>;
const nothing: AccessRule['ask'] = () => ({});
const channel: AccessRule['ask'] = (scene, role) => ({ channelId: scene.channelOf(role) });
const member: AccessRule['ask'] = (scene, role) => ({ channelId: scene.channelOf(role), username: scene.fellow.name });
const owner: AccessRule['ask'] = ({ people }) => ({ username: people.owner.name });

function idsOf(answer: Readonly<Record<string, unknown>>): number[] {
  return (answer['channels'] as { channelId: { id: number } }[]).map(({ channelId }) => channelId.id);
}

const isInside = (role: Role) => role !== 'stranger' && role !== 'removed';

export const accessRules: Readonly<Record<string, readonly AccessRule[]>> = {
  FETCH_USER_INVITE_CODE_REQUEST: [{ ask: nothing, expect: all('answer') }],
  RESET_USER_INVITE_CODE_REQUEST: [{ ask: nothing, expect: all('answer') }],
  INVITE_REQUEST: [
    {
      ask: async ({ people }) => ({ userInviteCode: await people.owner.inviteCode() }),
      expect: { ...all('ALREADY_CONNECTED'), stranger: 'answer', disconnected: 'answer', owner: 'SELF_INVITE' },
    },
  ],
  ACCEPT_REQUEST: [
    { ask: owner, expect: { ...all('ALREADY_CONNECTED'), stranger: 'NOT_INVITED', disconnected: 'NOT_INVITED', owner: 'NOT_INVITED' } },
    { ask: () => ({ username: 'nobody has this name' }), expect: all('NOT_INVITED') },
  ],
  REJECT_REQUEST: [
    { ask: owner, expect: { ...all('ALREADY_CONNECTED'), stranger: 'NOT_INVITED', disconnected: 'NOT_INVITED', owner: 'NOT_INVITED' } },
    { ask: () => ({ username: 'nobody has this name' }), expect: all('NOT_INVITED') },
  ],
  DISCONNECT_REQUEST: [
    { ask: owner, expect: { ...all('answer'), stranger: 'NOT_CONNECTED', disconnected: 'NOT_CONNECTED', owner: 'NOT_CONNECTED' } },
    { ask: () => ({ username: 'nobody has this name' }), expect: all('NOT_CONNECTED') },
  ],
  FETCH_CONNECTIONS_REQUEST: [
    {
      ask: () => ({ status: 'ACCEPTED' }),
      expect: all('answer'),
      check: ({ connections }, { people }, role) => {
        const names = (connections as { username: string }[]).map(({ username }) => username);
        const isFriend = role !== 'stranger' && role !== 'disconnected' && role !== 'owner';
        expect(names.includes(people.owner.name)).toBe(isFriend);
      },
    },
  ],
  CREATE_REQUEST: [
    {
      ask: ({ people }) => ({ participantUsernames: [people.owner.name], title: 'a group' }),
      expect: { ...all('answer'), stranger: 'NOT_CONNECTED', disconnected: 'NOT_CONNECTED', owner: 'INVALID_FIELD' },
    },
    {
      ask: ({ people }) => ({ participantUsername: people.owner.name }),
      expect: { ...all('answer'), stranger: 'NOT_CONNECTED', disconnected: 'NOT_CONNECTED', owner: 'INVALID_FIELD' },
    },
    { ask: () => ({ participantUsername: 'nobody has this name' }), expect: all('NOT_CONNECTED') },
  ],
  UPDATE_CHANNEL_REQUEST: [{ ask: (scene, role) => ({ channelId: scene.channelOf(role), title: 'mine now' }), expect: owners }],
  FETCH_CHANNELS_REQUEST: [
    {
      ask: nothing,
      expect: all('answer'),
      check: (answer, scene, role) => expect(idsOf(answer).includes(scene.channelOf(role))).toBe(isInside(role)),
    },
  ],
  FETCH_PUBLIC_CHANNELS_REQUEST: [
    { ask: nothing, expect: all('answer'), check: (answer, scene, role) => expect(idsOf(answer)).not.toContain(scene.channelOf(role)) },
  ],
  FETCH_CHANNEL_INVITE_CODE_REQUEST: [{ ask: channel, expect: { ...members, ...direct } }],
  RESET_CHANNEL_INVITE_CODE_REQUEST: [{ ask: channel, expect: owners }],
  JOIN_REQUEST: [
    { ask: channel, expect: members },
    { ask: ({ groupCode }) => ({ inviteCode: groupCode }), expect: all('answer') },
    { ask: ({ publicId }) => ({ channelId: publicId }), expect: all('answer') },
  ],
  ENTER_REQUEST: [{ ask: channel, expect: members }],
  LEAVE_REQUEST: [{ ask: nothing, expect: all('answer') }],
  QUIT_REQUEST: [{ ask: channel, expect: members }],
  REMOVE_MEMBER_REQUEST: [
    { ask: member, expect: owners },
    {
      ask: (scene, role) => ({ channelId: scene.channelOf(role), username: scene.people.stranger.name }),
      expect: { ...owners, owner: 'NOT_A_MEMBER' },
    },
  ],
  HAND_OVER_REQUEST: [
    { ask: member, expect: owners },
    {
      ask: (scene, role) => ({ channelId: scene.channelOf(role), username: scene.people.removed.name }),
      expect: { ...owners, owner: 'NOT_A_MEMBER' },
    },
  ],
  SET_NOTIFY_REQUEST: [{ ask: (scene, role) => ({ channelId: scene.channelOf(role), notify: 'NONE' }), expect: members }],
  FETCH_MEMBERS_REQUEST: [{ ask: channel, expect: members }],
  WRITE_MESSAGE: [
    {
      ask: (scene, role) => ({ channelId: scene.channelOf(role), content: 'hello' }),
      expect: { ...members, disconnected: 'NOT_CONNECTED' },
    },
    { ask: () => ({ content: 'hello' }), expect: all('NO_ACTIVE_CHANNEL') },
    {
      ask: (scene, role) => ({ channelId: scene.channelOf(role), content: 'hello', username: scene.fellow.name }),
      expect: all('NOT_YOURSELF'),
    },
  ],
  READ_MESSAGE_ACK: [
    { ask: (scene, role) => ({ channelId: scene.channelOf(role), messageSequence: 0 }), expect: { ...all('nothing'), ...outside } },
  ],
  FETCH_MESSAGES_REQUEST: [{ ask: channel, expect: members }],
  SEARCH_MESSAGES_REQUEST: [
    { ask: (scene, role) => ({ channelId: scene.channelOf(role), query: 'hello' }), expect: members },
    {
      ask: () => ({ query: 'e' }),
      expect: all('answer'),
      check: ({ messages }, scene, role) => {
        const inChannel = (messages as { channelId: { id: number } }[]).filter(({ channelId }) => channelId.id === scene.channelOf(role));
        if (!isInside(role)) expect(inChannel).toEqual([]);
      },
    },
  ],
  TYPING: [{ ask: channel, expect: { ...all('nothing'), ...outside, disconnected: 'NOT_CONNECTED' } }],
  FETCH_PRESENCE_REQUEST: [
    {
      ask: ({ people }) => ({ usernames: [people.owner.name] }),
      expect: all('answer'),
      check: ({ presences }, _scene, role) => expect(presences).toHaveLength(role === 'stranger' || role === 'disconnected' ? 0 : 1),
    },
  ],
  RESUME: [{ ask: (scene, role) => ({ channels: [[scene.channelOf(role), 0]] }), expect: all('answer') }],
  KEEP_ALIVE: [{ ask: nothing, expect: all('answer') }],
};
