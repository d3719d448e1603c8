import { expect, test } from 'vitest';
import { liveClient } from '../testing/live-client.js';

const names = (client: { profiles: { names: ReadonlyMap<string, string> } }) => Object.fromEntries(client.profiles.names);

test('names are learnt from friends and members, and from what is told', async () => {
  const { client, maru, hears, told } = await liveClient((fake) => {
    fake.connections = [
      { username: 'bob', status: 'ACCEPTED', inviter: 'bob', displayName: '밥' },
      { username: 'dan', status: 'ACCEPTED', inviter: 'dan' },
    ];
  });
  expect(names(client)).toEqual({ bob: '밥' });
  maru.answers.FETCH_MEMBERS_REQUEST = () => [
    {
      type: 'FETCH_MEMBERS_RESPONSE',
      channelId: { id: 42 },
      members: ['bob', 'carol'].map((username) => ({ username, displayName: `${username}!`, role: 'MEMBER', lastReadMessageSequence: 0 })),
    },
  ];
  await client.members.load(42);
  expect(names(client)).toEqual({ bob: 'bob!', carol: 'carol!' });
  const before = told('profiles').length;
  await hears({ type: 'NOTIFY_PROFILE', username: 'bob' });
  await hears({ type: 'NOTIFY_PROFILE', username: 'bob' });
  await hears({ type: 'NOTIFY_PROFILE', username: 'alice', displayName: '앨리스' });
  expect(names(client)).toEqual({ alice: '앨리스', carol: 'carol!' });
  expect(told('profiles')).toHaveLength(before + 2);
});

test('a name that was given up while one was away is known no more', async () => {
  const { client, maru, returns } = await liveClient((fake) => {
    fake.connections = [{ username: 'bob', status: 'ACCEPTED', inviter: 'bob', displayName: '밥' }];
  });
  await returns(() => (maru.connections = [{ username: 'bob', status: 'ACCEPTED', inviter: 'bob' }]));
  expect(names(client)).toEqual({});
});

test('what the account chose elsewhere is told', async () => {
  const { hears, told } = await liveClient();
  const quietHours = { from: '23:00', to: '07:00', timeZone: 'Asia/Seoul' };
  await hears({ type: 'NOTIFY_SETTINGS', quietHours });
  await hears({ type: 'NOTIFY_SETTINGS' });
  expect(told('settings')).toEqual([
    { type: 'settings', settings: { quietHours } },
    { type: 'settings', settings: {} },
  ]);
});
