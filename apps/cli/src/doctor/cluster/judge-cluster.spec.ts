/** What is said of what was seen. That it is seen is tested on a cluster that runs. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Finding } from '../finding.js';
import { judgePair, judgeProxies } from './judge-databases.js';
import { judgeDisks } from './judge-disks.js';
import { judgeKafka } from './judge-kafka.js';
import { judgeRedis } from './judge-redis.js';
import { judgeDeadLetters, judgeServices } from './judge-services.js';

const marks = (findings: readonly Finding[]) => findings.map(({ mark, what }) => `${mark}: ${what}`);
const kafka = { brokers: 3, topics: 9, leaderless: 0, behind: 0, groups: [{ group: 'push.message.events', members: 1, lag: 4 }] };
const primary = { address: '127.0.0.1:1', skewMs: 3, isReadOnly: false, version: '10.11', dataFolder: tmpdir(), acknowledging: 1 };
const replica = { address: '127.0.0.1:2', skewMs: 3, isReadOnly: true, dataFolder: tmpdir(), isRunning: true, caughtUpAfterMs: 5 };
const node = { address: '127.0.0.1:6', isMaster: true, flags: [], replicas: 1, skewMs: 0 };

describe('a cluster that is well', () => {
  it('has nothing that is wrong, and no advice', () => {
    const findings = [
      ...judgeKafka(kafka),
      ...judgePair({ name: 'core', primary, replicas: [replica] }),
      ...judgeProxies(proxied(['a:1', 'b:1'])),
      ...judgeRedis({ isWhole: true, nodes: [node, { ...node, isMaster: false, replicas: 0 }] }),
    ];
    expect(new Set(findings.map(({ mark }) => mark))).toEqual(new Set(['well']));
  });

  it('has room on the disks that are here', () => {
    const look = { ...proxied([]), pairs: [{ name: 'core', primary, replicas: [replica] }] };
    expect(judgeDisks(look)).toHaveLength(1);
    expect(judgeDisks({ ...look, pairs: [] })).toMatchObject([{ mark: 'note' }]);
  });
});

describe('what is wrong', () => {
  it('is said of Kafka', () => {
    expect(judgeKafka({ fault: 'ECONNREFUSED' })).toMatchObject([{ mark: 'wrong', next: expect.stringContaining('Start a broker') }]);
    const group = { group: 'message.message.commands', members: 0, lag: 1 };
    expect(marks(judgeKafka({ ...kafka, brokers: 1, leaderless: 2, behind: 3, groups: [group] }))).toEqual([
      'well: 1 broker, 9 topics',
      'note: With one broker its end stops all writing.',
      'wrong: 2 partitions have no leader: nothing is written there.',
      'wrong: 3 partitions have fewer copies in time than they should.',
      'wrong: Nobody handles what waits for message.message.commands: 1 records.',
      'well: 1 groups, 1 records wait, most of them for message.message.commands (1)',
    ]);
    expect(marks(judgeKafka({ ...kafka, groups: [{ ...group, members: 2, lag: 5_000 }] }))).toContain(
      'wrong: message.message.commands is late: 5000 records wait for it.',
    );
  });

  it('is said of a pair of databases', () => {
    const away = { address: '127.0.0.1:1', fault: 'connect ECONNREFUSED' };
    const { caughtUpAfterMs: _, ...slow } = replica;
    const found = marks([
      ...judgePair({ name: 'core', primary: away, replicas: [{ ...away, address: 'r' }] }),
      ...judgePair({ name: 'shard 0', primary: { ...primary, isReadOnly: true, acknowledging: 0, skewMs: -2_500 }, replicas: [] }),
      ...judgePair({ name: 'shard 1', primary, replicas: [slow, { ...replica, isRunning: false }, { ...replica, isReadOnly: false }] }),
    ]);
    for (const words of [
      'wrong: core, primary 127.0.0.1:1: not reached (connect ECONNREFUSED).',
      'wrong: core, replica r: not reached (connect ECONNREFUSED).',
      'wrong: shard 0, primary 127.0.0.1:1: is read only.',
      'note: shard 0, primary 127.0.0.1:1: no replica acknowledges what it commits.',
      'wrong: shard 0, primary 127.0.0.1:1: its clock is 2.5 s behind ours.',
      'note: No replica of shard 0 is known.',
      'wrong: shard 1, replica 127.0.0.1:2: has not got what its primary had seconds ago.',
      'wrong: shard 1, replica 127.0.0.1:2: does not follow its primary.',
      'note: shard 1, replica 127.0.0.1:2: can be written.',
    ])
      expect(found).toContain(words);
  });

  it('is said of proxies that mean other shards', () => {
    expect(marks(judgeProxies(proxied(['b:1', 'a:1'])))).toEqual(['note: proxy p:1: has its shards at b:1, a:1.']);
    expect(marks(judgeProxies(proxied(['a:1'])))).toEqual(['wrong: proxy p:1: has 1 shards, and MARU_MESSAGE_SHARDS names 2.']);
    const look = { ...proxied([]), proxies: [{ address: 'p:1', fault: 'no' }] };
    expect(judgeProxies(look)).toMatchObject([{ mark: 'wrong', next: expect.stringContaining('other proxy') }]);
  });

  it('is said of Redis', () => {
    expect(judgeRedis({ fault: 'no' })).toMatchObject([{ mark: 'wrong' }]);
    const nodes = [
      { ...node, replicas: 0, skewMs: 4_000 },
      { ...node, address: '127.0.0.1:7', flags: ['fail'] },
    ];
    expect(marks(judgeRedis({ isWhole: false, nodes }))).toEqual([
      'wrong: Redis does not serve all slots.',
      'wrong: Redis 127.0.0.1:7: fail.',
      'note: Redis 127.0.0.1:6: has no replica.',
      'wrong: Redis 127.0.0.1:6: its clock is 4.0 s ahead of ours.',
    ]);
  });

  it('is said of services, which are asked themselves', async () => {
    const server = createServer((request, response) => {
      const page = request.url === '/metrics' ? 'maru_dead_letters 2\nnodejs_eventloop_lag_p99_seconds 0.9\n' : '{"status":"ok"}';
      response.end(page);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const nobody = 'http://127.0.0.1:1';
    const consul = {
      hasLeader: true,
      instances: [
        { service: 'auth', id: 'a', url, isPassing: true },
        { service: 'auth', id: 'b', url, isPassing: false },
        { service: 'channel', id: 'c', url: nobody, isPassing: true },
        { service: 'push', id: 'd', url: 'http://127.0.0.1:2', isPassing: false },
      ],
    };
    const found = marks(await judgeServices(consul));
    expect(found).toEqual([
      'well: Consul has a leader',
      ...['connection', 'gateway', 'message', 'push'].map((service) => `wrong: No ${service} process is there.`),
      `well: auth at ${url}: ready`,
      expect.stringMatching(/^wrong: auth at .*: Maru is slow: .* 900 ms/),
      `wrong: channel at ${nobody}: does not answer.`,
      'note: push at http://127.0.0.1:2: is gone, and Consul forgets it within a minute.',
    ]);
    expect(marks(await judgeDeadLetters(consul))).toEqual(['wrong: 2 records could not be handled and lie in the dead topics.']);
    expect(marks(await judgeDeadLetters({ fault: 'no' }))).toEqual([]);
  });
});

function proxied(primaries: string[]) {
  const look = { pairs: [], kafka: { fault: '' }, redis: { fault: '' }, consul: { fault: '' } };
  return { ...look, shards: ['a:1', 'b:1'], proxies: [{ address: 'p:1', primaries, replicas: [] }] };
}
