import { setTimeout as sleep } from 'node:timers/promises';
import type { OutboxUnderTest } from '@maru/ports/contracts';
import { createConnection } from 'mysql2/promise';
import { messages } from '../components.fixture.js';
import { hostAndPort } from '../mysql/address.js';
import type { ShardedMysql } from '../settings.js';
import { MortalClock, RecordedWorld } from '../outbox/outbox.fixture.js';
import { DATABASE, migrateShards } from './migrate-shards.js';
import { MysqlMessageStore } from './mysql-message-store.js';

export interface StoreUnderTest extends OutboxUnderTest<MysqlMessageStore> {
  /** Another process on the same data, while this one lives. */
  another(servers?: ShardedMysql): Promise<StoreUnderTest>;
}

/** The real shards, emptied. Specs that use them run one after the other. */
export async function storeUnderTest(): Promise<StoreUnderTest> {
  await migrateShards(messages);
  await onEachShard('TRUNCATE message', 'TRUNCATE message_extra', 'TRUNCATE channel_head', 'TRUNCATE channel_reader', 'TRUNCATE outbox');
  const processes: MysqlMessageStore[] = [];
  const start = async (servers = messages): Promise<StoreUnderTest> => {
    const clock = new MortalClock();
    const world = new RecordedWorld();
    const subject = await MysqlMessageStore.open(servers, clock, world, 0);
    processes.push(subject);
    return {
      subject,
      told: world.told,
      pass: (ms) => sleep(ms),
      stopPublishing: () => void (world.isStopped = true),
      resumePublishing: () => void (world.isStopped = false),
      recover: () => subject.recover(),
      another: start,
      restart: () => {
        clock.kill();
        return start();
      },
      close: async () => {
        for (const one of processes.splice(0)) await one.close();
      },
    };
  };
  return start();
}

/** Past the proxies, on each shard's primary. */
export async function onEachShard(...statements: string[]): Promise<unknown[][]> {
  const answers: unknown[][] = [];
  for (const shard of messages.shards) {
    const connection = await createConnection({
      ...hostAndPort(shard),
      user: messages.user,
      password: messages.password,
      database: DATABASE,
    });
    for (const statement of statements) answers.push((await connection.query(statement))[0] as unknown[]);
    await connection.end();
  }
  return answers;
}
