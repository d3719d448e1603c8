import { messageEvents } from '@maru/contracts';
import type { IncomingRecord } from '@maru/ports';
import { BaseRpcContext } from '@nestjs/microservices';
import { throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { TopicRoutes } from './topic-routes.js';

const context = new BaseRpcContext([]);

function records(...types: string[]): IncomingRecord[] {
  return types.map((type, offset) => ({ topic: messageEvents.name, partition: 0, offset, value: { type, v: 1, offset }, headers: {} }));
}

/** What was called, with the offsets of what it got. */
function recording() {
  const calls: string[] = [];
  const take = (name: string) => async (got: unknown) => {
    const offsets = [got].flat().map((value) => (value as { offset: number }).offset);
    calls.push(`${name} ${offsets.join()}`);
  };
  return { calls, take };
}

describe('TopicRoutes', () => {
  it('hands each record to the method of its type, one after the other', async () => {
    const { calls, take } = recording();
    const routes = new TopicRoutes(messageEvents);
    routes.add({ topic: messageEvents, type: 'A', batchSize: 1 }, take('a'));
    routes.add({ topic: messageEvents, type: 'B', batchSize: 1 }, take('b'));
    await routes.dispatch(records('A', 'B', 'C', 'A'), context);
    expect(calls).toEqual(['a 0', 'b 1', 'a 3']);
    expect(routes.batchSize).toBe(1);
  });

  it('hands whole batches on, cut only where a type has a method of its own', async () => {
    const { calls, take } = recording();
    const routes = new TopicRoutes(messageEvents);
    routes.add({ topic: messageEvents, batchSize: 50 }, take('batch'));
    routes.add({ topic: messageEvents, type: 'A', batchSize: 1 }, take('a'));
    await routes.dispatch(records('B', 'C', 'A', 'B'), context);
    expect(calls).toEqual(['batch 0,1', 'a 2', 'batch 3']);
    expect(routes.batchSize).toBe(50);
  });

  it('fails with the method, be it at once or in a stream, and goes no further', async () => {
    const { calls, take } = recording();
    const routes = new TopicRoutes(messageEvents);
    routes.add({ topic: messageEvents, type: 'A', batchSize: 1 }, async () => throwError(() => new Error('in a stream')));
    routes.add({ topic: messageEvents, type: 'B', batchSize: 1 }, take('b'));
    await expect(routes.dispatch(records('A', 'B'), context)).rejects.toThrow('in a stream');
    expect(calls).toEqual([]);
  });
});
