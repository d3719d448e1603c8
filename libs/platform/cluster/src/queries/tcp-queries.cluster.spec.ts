import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { FindUnread } from '@maru/contracts';
import { QueryUnavailable } from '@maru/ports';
import { queriesContract } from '@maru/ports/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AskingProcess, askingProcess } from './tcp-queries.fixture.js';

queriesContract('TcpQueries', async () => {
  const asking = await askingProcess();
  await Promise.all(['message', 'channel'].map((service) => asking.register(service)));
  return { subject: asking.queries, pass: (ms) => sleep(ms), close: () => asking.close() };
});

describe('two instances of a service', { timeout: 30_000 }, () => {
  const ask = { userId: 1, channelIds: [] };
  let asker: AskingProcess;
  let instances: AskingProcess[];
  let asked: number[];

  beforeEach(async () => {
    const prefix = `test-${randomUUID().slice(0, 8)}-`;
    asker = await askingProcess(prefix);
    instances = [await askingProcess(prefix), await askingProcess(prefix)];
    asked = [0, 0];
    for (const [index, instance] of instances.entries()) {
      instance.queries.serve(FindUnread, async () => {
        asked[index]!++;
        return { channels: [] };
      });
      await instance.register('message');
    }
  });
  afterEach(async () => {
    for (const one of [asker, ...instances]) await one.close();
  });

  async function askOften(times: number): Promise<void> {
    for (let i = 0; i < times; i++) await asker.queries.ask(FindUnread, ask);
  }

  test('share the questions', async () => {
    await askOften(40);
    expect(Math.min(...asked)).toBeGreaterThan(0);
    expect(asked[0]! + asked[1]!).toBe(40);
  });

  test('one that has died and that the registry still calls healthy costs no question', async () => {
    await askOften(10);
    instances[0]!.end.close();
    const before = asked[1]!;
    await askOften(40);
    expect(asked[1]! - before).toBe(40);
  });

  test('one that does not answer is asked no more after three times', async () => {
    let silent = 0;
    const prefix = `test-${randomUUID().slice(0, 8)}-`;
    const [mute, well] = [await askingProcess(prefix), await askingProcess(prefix)];
    mute.queries.serve(FindUnread, () => {
      silent++;
      return new Promise(() => undefined);
    });
    well.queries.serve(FindUnread, async () => ({ channels: [] }));
    await mute.register('message');
    await well.register('message');
    const outcomes = await Promise.all(Array.from({ length: 30 }, () => well.queries.ask(FindUnread, ask)));
    expect(outcomes).toHaveLength(30);
    const before = silent;
    await Promise.all(Array.from({ length: 30 }, () => well.queries.ask(FindUnread, ask)));
    // One may be let through, to see.
    expect(silent - before).toBeLessThanOrEqual(1);
    await Promise.all([mute.close(), well.close()]);
  });

  test('one that has gone is not asked, and where the last has gone nobody answers', async () => {
    await askOften(1);
    await instances[0]!.close();
    await askOften(5);
    await instances[1]!.close();
    await expect(asker.queries.ask(FindUnread, ask)).rejects.toBeInstanceOf(QueryUnavailable);
    instances = [];
  });
});
