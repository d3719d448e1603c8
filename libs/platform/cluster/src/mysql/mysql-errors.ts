/** What an error of a database means for whoever asked. Behind a proxy most have no code of their own, so they are told by their words. */
import { QueryFailedError } from 'typeorm';

const LOST_RACES = new Set([1213, 1205, 1020]);
const LOST_CONNECTIONS = new Set([1040, 1053, 1077, 1079, 1152, 1158, 1159, 1160, 1161, 1184, 1927, 3169, 4031]);
const LOST_CONNECTION_CODES =
  /^(ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|PROTOCOL_CONNECTION_LOST|PROTOCOL_ENQUEUE_\w+|POOL_(NONEONLINE|NOEXIST|CLOSED)|ER_SERVER_SHUTDOWN)$/;
const LOST_RACE_WORDS = /deadlock found|lock wait timeout exceeded|record has changed since last read/i;
const LOST_CONNECTION_WORDS =
  /communications link failure|connection is not available|no operations allowed after|could not (open|create) connection|connection refused|closed state|connection lost|server has gone away|server shutdown in progress|connection was killed|broken pipe|connection reset|--read-only/i;

interface Told {
  readonly errno: number;
  readonly code: string;
  readonly message: string;
}

const nothing: Told = { errno: 0, code: '', message: '' };

/** Only what a driver says counts: an error of ours may quote it, and means something else. */
function toldBy(error: unknown): Told {
  const inner: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (!(inner instanceof Error) || !('code' in inner || 'fatal' in inner)) return nothing;
  const errno = 'errno' in inner && typeof inner.errno === 'number' ? inner.errno : 0;
  const code = 'code' in inner && typeof inner.code === 'string' ? inner.code : '';
  return { errno, code, message: inner.message };
}

/** Another transaction was in the way (deadlock, lock timeout): this one is rolled back, and may be tried again. */
export function isLostRace(error: unknown): boolean {
  const { errno, message } = toldBy(error);
  return LOST_RACES.has(errno) || LOST_RACE_WORDS.test(message);
}

/** The server or the way to it is gone for the moment. What was under way has an unknown end. */
export function isLostConnection(error: unknown): boolean {
  const { errno, code, message } = toldBy(error);
  return LOST_CONNECTIONS.has(errno) || LOST_CONNECTION_CODES.test(code) || LOST_CONNECTION_WORDS.test(message);
}

/** What was tried may go well a moment later. */
export function mayPass(error: unknown): boolean {
  return isLostRace(error) || isLostConnection(error);
}

/** The name of the key that holds such a row already; MySQL 8 says it with the table in front. */
export function duplicateKey(error: unknown): string | undefined {
  const { errno, message } = toldBy(error);
  const named = /duplicate entry '.*' for key '(?:[^'.]+\.)?([^']+)'/is.exec(message);
  return errno === 1062 || named ? (named?.[1] ?? '') : undefined;
}

/** A replica that has not got the table or the database yet. */
export function isUnknownTable(error: unknown): boolean {
  const { errno } = toldBy(error);
  return errno === 1146 || errno === 1049;
}
