import { setTimeout as sleep } from 'node:timers/promises';
import type { Ids, Tables } from '@maru/ports';
import { contractTables, type OutboxUnderTest } from '@maru/ports/contracts';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { core } from '../components.fixture.js';
import type { MysqlServers } from '../settings.js';
import { MortalClock, RecordedWorld } from '../outbox/outbox.fixture.js';
import { MysqlUnitOfWork } from './mysql-unit-of-work.js';
import { databaseOf, serverOf } from './open-data-source.js';

let houses = 0;

export interface BankUnderTest extends OutboxUnderTest<MysqlUnitOfWork> {
  readonly tables: Tables;
  readonly world: RecordedWorld;
  /** Another process on the same data, while this one lives. */
  another(servers?: MysqlServers): Promise<BankUnderTest>;
  /** Ends without closing anything, as by `kill -9`. */
  die(): Promise<void>;
}

/** A database of its own on the real primary, and processes that may die. All of them are closed together. */
export async function bankUnderTest(of: Omit<Tables, 'service'> = contractTables): Promise<BankUnderTest> {
  const tables: Tables = { ...of, service: `bank_${process.pid}_${++houses}` };
  const processes: MysqlUnitOfWork[] = [];
  let writers = 0;
  const start = async (servers = core): Promise<BankUnderTest> => {
    const clock = new MortalClock();
    const world = new RecordedWorld();
    const writer = `writer-${++writers}`;
    const subject = await MysqlUnitOfWork.open(servers, tables, clock, idsThatGive(writer), world);
    processes.push(subject);
    const die = async () => {
      clock.kill();
      await endHolderOf(`${databaseOf(tables)}.${writer}`);
    };
    return {
      subject,
      tables,
      world,
      told: world.told,
      pass: (ms) => sleep(ms),
      stopPublishing: () => void (world.isStopped = true),
      resumePublishing: () => void (world.isStopped = false),
      recover: () => subject.recover(),
      die,
      another: start,
      restart: async () => {
        await die();
        return start();
      },
      close: async () => {
        for (const one of processes.splice(0)) await one.close();
        await onPrimary((connection) => connection.query(`DROP DATABASE IF EXISTS \`${databaseOf(tables)}\``));
      },
    };
  };
  return start();
}

export async function onPrimary<T>(work: (connection: Awaited<ReturnType<typeof createConnection>>) => Promise<T>): Promise<T> {
  const connection = await createConnection(serverOf(core));
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}

async function endHolderOf(lock: string): Promise<void> {
  await onPrimary(async (connection) => {
    const [rows] = await connection.query<RowDataPacket[]>('SELECT IS_USED_LOCK(?) AS holder', [lock]);
    const holder: unknown = rows[0]?.['holder'];
    if (typeof holder !== 'number') return;
    await connection.query(`KILL ${holder}`);
    for (let free = false; !free;) {
      const [now] = await connection.query<RowDataPacket[]>('SELECT IS_FREE_LOCK(?) AS free', [lock]);
      free = now[0]?.['free'] === 1;
    }
  });
}

function idsThatGive(unique: string): Ids {
  return {
    secret: () => '',
    inviteCode: () => '',
    unique: () => unique,
  };
}
