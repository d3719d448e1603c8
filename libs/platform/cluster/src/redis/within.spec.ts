import { expect, it } from 'vitest';
import { isAway, RedisUnavailable, within } from './within.js';

/** As the driver makes it of a node's answer. */
const replyOf = (message: string) => Object.assign(new Error(message), { name: 'ReplyError' });

it('waits so long, and no longer', async () => {
  expect(await within(1_000, Promise.resolve('here'))).toBe('here');
  await expect(within(5, new Promise(() => undefined))).rejects.toThrow(new RedisUnavailable('no answer from Redis within 5 ms'));
});

it.each([
  [new Error('None of startup nodes is available'), true],
  [new Error('Too many Cluster redirections'), true],
  [replyOf('CLUSTERDOWN The cluster is down'), true],
  [replyOf('WRONGTYPE Operation against a key holding the wrong kind of value'), false],
])('tells a Redis that is away from a mistake of ours: %s', (error, away) => {
  expect(isAway(error)).toBe(away);
});
