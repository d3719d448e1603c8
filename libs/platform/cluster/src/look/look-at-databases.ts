import { type Connection, createConnection } from 'mysql2/promise';
import { z } from 'zod';
import { hostAndPort } from '../mysql/address.js';
import type { Address, MysqlServers, ShardedMysql } from '../settings.js';
import { faultOf, type Looked } from './looked.js';

const TIMEOUT_MS = 3_000;
/** How long a replica may take to have what its primary had when it was asked. */
const CATCH_UP_SECONDS = 5;

const Status = z.array(z.tuple([z.string(), z.string()]));
const Clock = z.tuple([z.tuple([z.coerce.number(), z.coerce.number(), z.string(), z.string()])]);
const Resources = z.array(z.object({ name: z.string(), host: z.string(), port: z.coerce.number() }));

interface PrimaryLook {
  readonly skewMs: number;
  readonly isReadOnly: boolean;
  readonly version: string;
  readonly dataFolder: string;
  /** Replicas that acknowledge; undefined where the server does not say it. */
  readonly acknowledging?: number;
}

interface ReplicaLook extends Pick<PrimaryLook, 'skewMs' | 'isReadOnly' | 'dataFolder'> {
  /** Undefined: not within the patience of the look. */
  readonly caughtUpAfterMs?: number;
  readonly isRunning: boolean;
}

export interface PairLook {
  readonly name: string;
  readonly primary: Looked<PrimaryLook> & { readonly address: Address };
  readonly replicas: readonly (Looked<ReplicaLook> & { readonly address: Address })[];
}

export interface ProxyLook {
  /** Each shard's servers, as this proxy has them. */
  readonly primaries: readonly Address[];
  readonly replicas: readonly Address[];
}

type Account = Pick<MysqlServers, 'user' | 'password'>;

export async function lookAtPair(name: string, account: Account, primary: Address, replicas: readonly Address[]): Promise<PairLook> {
  const looked = await faultOf(() => on(primary, account, lookAtPrimary));
  const position = 'fault' in looked ? undefined : await faultOf(() => on(primary, account, positionOf));
  const at = position === undefined || 'fault' in position ? undefined : position;
  const others = replicas.map(async (address) => ({
    address,
    ...(await faultOf(() => on(address, account, (connection) => lookAtReplica(connection, at)))),
  }));
  return { name, primary: { address: primary, ...looked }, replicas: await Promise.all(others) };
}

/** Asks it for all shards, and where it believes that they are. */
export async function lookAtProxy(proxy: Address, { user, password, shards }: ShardedMysql): Promise<ProxyLook> {
  return await on(proxy, { user, password }, async (connection) => {
    await connection.query('USE maru_message');
    const channels = Array.from({ length: shards.length }, (_, index) => index).join(', ');
    await connection.query(
      `/* ShardingSphere hint: writeRouteOnly=true */ SELECT channel_id FROM channel_head WHERE channel_id IN (${channels})`,
    );
    const [rows] = await connection.query('SHOW SCHEMA RESOURCES FROM maru_message');
    const resources = Resources.parse(rows);
    const of = (kind: string) =>
      resources
        .filter(({ name }) => name.startsWith(kind))
        .toSorted((one, other) => Number(one.name.slice(kind.length)) - Number(other.name.slice(kind.length)))
        .map(({ host, port }) => `${host}:${port}`);
    return { primaries: of('primary_'), replicas: of('replica_') };
  });
}

async function on<T>(address: Address, { user, password }: Account, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await createConnection({ ...hostAndPort(address), user, password, connectTimeout: TIMEOUT_MS });
  try {
    return await work(connection);
  } finally {
    connection.destroy();
  }
}

async function lookAtPrimary(connection: Connection): Promise<PrimaryLook> {
  const server = await lookAtServer(connection);
  const acknowledging = (await statusOf(connection, 'Rpl_semi_sync_%_clients'))[0]?.[1];
  return { ...server, ...(acknowledging === undefined ? {} : { acknowledging: Number(acknowledging) }) };
}

async function lookAtServer(connection: Connection): Promise<Omit<PrimaryLook, 'acknowledging'>> {
  const asked = Date.now();
  const sql = 'SELECT CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED), @@global.read_only, @@version, @@datadir';
  const [rows] = await connection.query({ sql, rowsAsArray: true });
  const answered = Date.now();
  const [[now, isReadOnly, version, dataFolder]] = Clock.parse(rows);
  return { skewMs: Math.round(now - (asked + answered) / 2), isReadOnly: isReadOnly === 1, version, dataFolder };
}

interface Position {
  readonly wait: string;
  readonly set: string;
}

/** The two kinds of servers name what they have done, and wait for it, each in its own way. */
async function positionOf(connection: Connection): Promise<Position> {
  const { version } = await lookAtServer(connection);
  const isMaria = version.includes('MariaDB');
  const [rows] = await connection.query({ sql: `SELECT ${isMaria ? '@@gtid_binlog_pos' : '@@global.gtid_executed'}`, rowsAsArray: true });
  const [[set]] = z.tuple([z.tuple([z.string()])]).parse(rows);
  return { set, wait: isMaria ? 'MASTER_GTID_WAIT(?, ?) = 0' : 'WAIT_FOR_EXECUTED_GTID_SET(?, ?) = 0' };
}

async function lookAtReplica(connection: Connection, position: Position | undefined): Promise<ReplicaLook> {
  const { skewMs, isReadOnly, dataFolder } = await lookAtServer(connection);
  const isRunning = (await statusOf(connection, 'Slave_running'))[0]?.[1] !== 'OFF';
  const look = { skewMs, isReadOnly, dataFolder, isRunning };
  if (!position) return look;
  const begun = performance.now();
  const [rows] = await connection.query({ sql: `SELECT ${position.wait}`, values: [position.set, CATCH_UP_SECONDS], rowsAsArray: true });
  const [[isThere]] = z.tuple([z.tuple([z.coerce.number()])]).parse(rows);
  return isThere === 1 ? { ...look, caughtUpAfterMs: Math.round(performance.now() - begun) } : look;
}

async function statusOf(connection: Connection, like: string): Promise<[string, string][]> {
  const [rows] = await connection.query({ sql: 'SHOW GLOBAL STATUS LIKE ?', values: [like], rowsAsArray: true });
  return Status.parse(rows);
}
