import { describe, expect, test } from 'vitest';
import { liveClient } from '../testing/live-client.js';

test('those of every status are fetched, and fetched again after a time away', async () => {
  const { client, returns, maru } = await liveClient((fake) => {
    fake.connections = [
      { username: 'dan', status: 'ACCEPTED', inviter: 'dan' },
      { username: 'bob', status: 'PENDING', inviter: 'bob' },
      { username: 'carol', status: 'PENDING', inviter: 'alice' },
      { username: 'eve', status: 'REJECTED', inviter: 'eve' },
    ];
  });
  expect(client.connections.list().map(({ username }) => username)).toEqual(['bob', 'carol', 'dan', 'eve']);
  expect(client.connections.invitations).toEqual([{ username: 'bob', status: 'PENDING', inviter: 'bob' }]);
  await returns(() => (maru.connections = [{ username: 'bob', status: 'ACCEPTED', inviter: 'bob' }]));
  expect(client.connections.list()).toEqual([{ username: 'bob', status: 'ACCEPTED', inviter: 'bob' }]);
  expect(client.connections.list('PENDING')).toEqual([]);
});

describe('what is told makes the connection', () => {
  test.each([
    [{ type: 'ASK_INVITE' }, 'PENDING', 'bob'],
    [{ type: 'NOTIFY_INVITE' }, 'PENDING', 'alice'],
    [{ type: 'INVITE_RESPONSE', inviteCode: 'x', status: 'PENDING' }, 'PENDING', 'alice'],
    [{ type: 'NOTIFY_ACCEPT' }, 'ACCEPTED', 'alice'],
    [{ type: 'NOTIFY_ACCEPT', by: 'alice' }, 'ACCEPTED', 'bob'],
    [{ type: 'ACCEPT_RESPONSE' }, 'ACCEPTED', 'bob'],
    [{ type: 'NOTIFY_REJECT', by: 'alice' }, 'REJECTED', 'bob'],
    [{ type: 'REJECT_RESPONSE', status: 'REJECTED' }, 'REJECTED', 'bob'],
    [{ type: 'NOTIFY_DISCONNECT' }, 'DISCONNECTED', 'old inviter'],
    [{ type: 'DISCONNECT_RESPONSE', status: 'DISCONNECTED' }, 'DISCONNECTED', 'old inviter'],
  ])('%o: %s, invited by %s', async (frame, status, inviter) => {
    const { client, hears, told } = await liveClient((maru) => {
      maru.connections = [{ username: 'bob', status: 'ACCEPTED', inviter: 'old inviter' }];
    });
    await hears({ username: 'bob', ...frame });
    expect(client.connections.get('bob')).toEqual({ username: 'bob', status, inviter });
    expect(told('connection')).toEqual([{ type: 'connection', connection: { username: 'bob', status, inviter } }]);
  });
});

test('an answer that is older than what was told meanwhile is not believed', async () => {
  const { client, maru, hears } = await liveClient();
  maru.refuse = ({ type }) => (type === 'FETCH_CONNECTIONS_REQUEST' ? 'silence' : undefined);
  const fetching = client.connections.fetch();
  await hears({ type: 'ASK_INVITE', username: 'bob' });
  maru.refuse = () => undefined;
  maru.connections = [{ username: 'bob', status: 'PENDING', inviter: 'bob' }];
  const waiting = maru.heard.slice(-4);
  for (const { requestId } of waiting) await hears({ type: 'FETCH_CONNECTIONS_RESPONSE', connections: [], requestId });
  await fetching;
  await client.connections.fetch();
  expect(client.connections.get('bob')).toMatchObject({ status: 'PENDING' });
});
