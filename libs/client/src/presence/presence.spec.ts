import { expect, test } from 'vitest';
import { liveClient } from '../testing/live-client.js';

async function following() {
  const live = await liveClient((maru) => {
    maru.answers.FETCH_PRESENCE_REQUEST = ({ usernames }) => [
      {
        type: 'FETCH_PRESENCE_RESPONSE',
        presences: usernames.filter((name) => name !== 'stranger').map((username) => ({ username, online: true })),
      },
    ];
  });
  await live.client.presence.follow(['bob', 'carol', 'stranger']);
  return live;
}

test('those who are followed are known, and heard of', async () => {
  const { client, hears, told } = await following();
  expect(client.presence.get('bob')).toEqual({ username: 'bob', online: true });
  expect(client.presence.get('stranger')).toBeUndefined();
  await hears({ type: 'NOTIFY_PRESENCE', username: 'bob', online: false, lastSeenAt: 9 });
  expect(client.presence.get('bob')).toEqual({ username: 'bob', online: false, lastSeenAt: 9 });
  expect(told('presence').at(-1)).toEqual({ type: 'presence', presence: { username: 'bob', online: false, lastSeenAt: 9 } });
});

test('exactly the last ones asked for are followed, and on the next connection, too', async () => {
  const { client, maru, returns } = await following();
  await client.presence.follow(['bob']);
  expect(client.presence.get('carol')).toBeUndefined();
  await returns();
  expect(maru.heard.findLast(({ type }) => type === 'FETCH_PRESENCE_REQUEST')).toMatchObject({ usernames: ['bob'] });
  await client.presence.follow([]);
  const asked = maru.count('FETCH_PRESENCE_REQUEST');
  await returns();
  expect(maru.count('FETCH_PRESENCE_REQUEST')).toBe(asked);
});

test('more than can be followed are refused here', async () => {
  const { client } = await following();
  const many = Array.from({ length: 129 }, (_, n) => `friend${n}`);
  await expect(client.presence.follow(many)).rejects.toMatchObject({ code: 'INVALID_FIELD' });
});
