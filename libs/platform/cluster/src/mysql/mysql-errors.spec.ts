import { QueryFailedError } from 'typeorm';
import { describe, expect, test } from 'vitest';
import { duplicateKey, isLostConnection, isLostRace, mayPass } from './mysql-errors.js';
import { UnknownOutcome } from './unknown-outcome.js';

const told = (message: string, more: { errno?: number; code?: string } = {}) =>
  Object.assign(new Error(message), { code: 'ER_UNKNOWN_ERROR', ...more });

describe('an error of a database is', () => {
  test.each([
    ['a deadlock', told('Deadlock found when trying to get lock; try restarting transaction', { errno: 1213 })],
    ['a lock that was waited for in vain', told('x', { errno: 1205 })],
    [
      'the same through a proxy, which has no number for it',
      told('Lock wait timeout exceeded; try restarting transaction', { errno: 1815 }),
    ],
  ])('a lost race: %s', (_, error) => {
    expect([isLostRace(error), isLostConnection(error), mayPass(error)]).toEqual([true, false, true]);
    expect(isLostRace(new QueryFailedError('SELECT 1', [], error))).toBe(true);
  });

  test.each([
    ['a connection that was reset', told('read', { code: 'ECONNRESET' })],
    ['no connection at all', told('No node is online', { code: 'POOL_NONEONLINE' })],
    ['one that is closed', Object.assign(new Error("Can't add new command when connection is in closed state"), { fatal: true })],
    ['a server that is going down', told('Server shutdown in progress', { errno: 1053 })],
    ['a shard that the proxy cannot reach', told('Communications link failure\n\nThe last packet sent successfully to the server was')],
    ['a shard whose pool is empty', told('primary_0 - Connection is not available, request timed out after 1001ms.')],
  ])('a lost connection: %s', (_, error) => {
    expect([isLostRace(error), isLostConnection(error), mayPass(error)]).toEqual([false, true, true]);
  });

  test.each([
    ['a statement that is wrong', told('You have an error in your SQL syntax', { errno: 1064 })],
    ['a unique key', told("Duplicate entry 'a' for key 'PRIMARY'", { errno: 1062 })],
    ['not of a database, whatever it says', new Error('Deadlock found: communications link failure')],
    ['the unknown outcome of a commit', new UnknownOutcome(told('Connection lost', { code: 'PROTOCOL_CONNECTION_LOST' }))],
    ['no error', 'ECONNRESET'],
  ])('nothing that passes: %s', (_, error) => {
    expect(mayPass(error)).toBe(false);
  });
});

test.each([
  ["Duplicate entry '12-1' for key 'PRIMARY'", 'PRIMARY'],
  ["Duplicate entry '12-1' for key 'message.PRIMARY'", 'PRIMARY'],
  ["Duplicate entry '12-1-it's for key 'x'' for key 'uq_message_client_id'", 'uq_message_client_id'],
  ["Duplicate entry 'a\nb' for key 'message.uq_message_client_id'", 'uq_message_client_id'],
  ['something else', undefined],
])('%j is of the key %s', (message, key) => {
  expect(duplicateKey(told(message))).toBe(key);
  expect(duplicateKey(told('in another language', { errno: 1062 }))).toBe('');
});
