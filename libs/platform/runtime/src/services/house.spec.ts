import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AreConnected, DomainError, FindMemberships, Limits, type TypingCommand, messageCommands } from '@maru/contracts';
import { local } from '@maru/local';
import {
  Answers,
  correlation,
  defineService,
  MessageStore,
  On,
  OnBatch,
  type OutgoingRecord,
  type Platform,
  Queries,
  recordOf,
  type SpanStart,
  tracing,
  UnitOfWork,
} from '@maru/ports';
import { Controller, Logger, Module } from '@nestjs/common';
import { z } from 'zod';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { UpgradeRoutes } from '../http/upgrade-routes.js';
import { Health } from '../observe/health.js';
import { PromMetrics } from '../observe/prom-metrics.js';
import { House } from './house.js';

Logger.overrideLogger(false);
const heard: string[] = [];

@Controller()
class Messages {
  @OnBatch(messageCommands, 10)
  async take(records: { commandId: string }[]) {
    heard.push(`message ${records.map(({ commandId }) => commandId).join(' ')}`);
  }
  @Answers(AreConnected)
  async areConnected(_asked: { userIds: [number, number] }) {
    return { connected: true, version: 3 };
  }
  @Answers(FindMemberships)
  findMemberships(_asked: { userId: number }): Promise<{ channelIds: number[] }> {
    throw new DomainError('NOT_A_MEMBER', 'Not you.');
  }
}

@Controller()
class Pushes {
  private attempts = 0;
  @On(messageCommands, 'Typing')
  async take({ channelId }: TypingCommand) {
    if (channelId === 13) throw new Error('cannot push to 13');
    if (++this.attempts < 3) throw new Error('not yet');
    heard.push(`push ${channelId} ${correlation.id()}`);
  }
}

@Module({ controllers: [Messages] })
class MessageModule {}
@Module({ controllers: [Pushes] })
class PushModule {}
const services = [
  defineService({ name: 'message', module: MessageModule, env: z.object({}), storesMessages: true }),
  defineService({ name: 'push', module: PushModule, env: z.object({}), tables: { service: 'push', entities: [], migrations: [] } }),
];

let dataFolder: string;
let platform: Platform;
let house: House;
let health: Health;
const metrics = new PromMetrics();

beforeEach(async () => {
  heard.length = 0;
  dataFolder = await mkdtemp(join(tmpdir(), 'maru-house-'));
  platform = await local({ dataFolder, bus: { backOffMs: 1 } });
  house = new House(platform);
  health = new Health();
  const calls = { handle: () => undefined };
  const surroundings = { platform, limits: Limits.parse({}), metrics, lifecycle: health, upgrades: new UpgradeRoutes(), calls };
  await house.open(services, () => ({}), surroundings);
});
afterEach(async () => {
  await house.close();
  await platform.close();
  await rm(dataFolder, { recursive: true });
});

function typing(channelId: number, commandId: string): OutgoingRecord {
  const asker = { userId: 1, username: 'alice', sessionId: 's', gatewayId: 'g', socketId: 1, reference: 1 };
  return recordOf(messageCommands, { type: 'Typing', v: 1, commandId, asker, at: 0, channelId });
}

it('gives each service every record, in batches where it wants them, again where it failed, and to none because another failed', async () => {
  await correlation.run('r1', () => platform.bus.publish([typing(4, 'a'), typing(4, 'b')]));
  await vi.waitFor(() => expect(heard).toHaveLength(3), 10_000);
  expect(heard.toSorted()).toEqual(['message a b', 'push 4 r1', 'push 4 r1']);
  expect(await metrics.registry.metrics()).toMatch(
    /maru_batch_seconds_count\{service="push",topic="message.commands",outcome="failed"\} 2/,
  );
});

it('counts what a batch holds, and goes on with its trace; one of several requests names theirs', async () => {
  const begun: SpanStart[] = [];
  tracing.use({
    begin: (span) => ({ traceparent: `00-${'a'.repeat(32)}-${String(begun.push(span)).padStart(16, '0')}-01`, end: () => undefined }),
  });
  try {
    const [one, other] = [`00-${'b'.repeat(32)}-00f067aa0ba902b7-01`, `00-${'c'.repeat(32)}-00f067aa0ba902b7-01`];
    const batches = () =>
      begun.filter(({ name, attributes }) => name === 'handle message.commands' && attributes?.['maru.service'] === 'message');
    await tracing.run(one, () => platform.bus.publish([typing(4, 'a')]));
    await vi.waitFor(() => expect(batches()).toHaveLength(1), 10_000);
    await Promise.all([one, other].map((trace) => tracing.run(trace, () => platform.bus.publish([typing(5, trace)]))));
    await vi.waitFor(() => expect(batches()).toHaveLength(2), 10_000);
    expect(batches()).toMatchObject([
      { kind: 'consumer', parent: one, links: [] },
      { parent: undefined, links: [one, other] },
    ]);
  } finally {
    tracing.use(undefined);
  }
  expect(await metrics.registry.metrics()).toMatch(/maru_batch_records_bucket\{le="1",service="message",topic="message.commands"\} [1-9]/);
});

it('counts, times and traces units of work and questions, however they end', async () => {
  const units = house.containerOf('push').app.get(UnitOfWork);
  await units.run(async () => undefined);
  await expect(units.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  const queries = house.containerOf('push').app.get(Queries);
  await queries.ask(AreConnected, { userIds: [1, 2] });
  await expect(queries.ask(FindMemberships, { userId: 1 })).rejects.toThrow('Not you.');
  const store = house.containerOf('message').app.get(MessageStore);
  await expect(store.write(0, async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await store.heads([1])).toEqual([]);
  const text = await metrics.registry.metrics();
  for (const line of [
    'maru_unit_seconds_count{service="push",outcome="committed"} 1',
    'maru_unit_seconds_count{service="push",outcome="failed"} 1',
    'maru_unit_seconds_count{service="message",outcome="failed"} 1',
    'maru_unit_retries_total{service="push"} 0',
    'maru_query_seconds_count{query="connection.are-connected",outcome="answered"} 1',
    'maru_query_seconds_count{query="channel.find-memberships",outcome="refused"} 1',
  ])
    expect(text).toContain(line);
});

it('parks what cannot be handled, with its own reason', async () => {
  await platform.bus.publish([typing(13, 'a')]);
  await vi.waitFor(async () => expect(await platform.deadLetters.count()).toBe(1), 10_000);
  expect(await platform.deadLetters.list(1)).toMatchObject([
    { group: 'push', topic: 'message.commands', reason: expect.stringContaining('cannot push to 13') },
  ]);
});

it('answers questions, and passes refusals as they are', async () => {
  expect(await platform.queries.ask(AreConnected, { userIds: [1, 2] })).toEqual({ connected: true, version: 3 });
  const refused = platform.queries.ask(FindMemberships, { userId: 1 });
  await expect(refused).rejects.toMatchObject({ name: 'DomainError', code: 'NOT_A_MEMBER', message: 'Not you.' });
});

it('knows its services by name', () => {
  expect(house.containerOf('push').service).toBe(services[1]);
  expect(() => house.containerOf('auth')).toThrow('auth does not run here');
});

it('is ready only while its databases answer', async () => {
  health.started();
  expect(await health.report()).toEqual({ status: 'ok', checks: { 'message.messages': 'ok', 'push.database': 'ok' } });

  const folder = await mkdtemp(join(tmpdir(), 'maru-house-'));
  const other = await local({ dataFolder: folder });
  const otherHealth = new Health();
  const surroundings = { platform: other, limits: Limits.parse({}), metrics: new PromMetrics(), lifecycle: otherHealth };
  await new House(other).open(services, () => ({}), { ...surroundings, upgrades: new UpgradeRoutes(), calls: { handle: () => undefined } });
  otherHealth.started();
  await other.close();
  expect(await otherHealth.report()).toEqual({ status: 'failing', checks: { 'message.messages': 'failing', 'push.database': 'failing' } });
  await rm(folder, { recursive: true });
});
