import { DomainError } from '@maru/contracts';
import { correlation } from '@maru/ports';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type LinkPair, linkPair } from './link.fixture.js';
import { LinkClosed } from './link.js';

let pair: LinkPair;
beforeEach(async () => {
  pair = await linkPair();
});
afterEach(() => pair.close());

test('questions are taken in the order in which they were asked, and none waits for the answer to another', async () => {
  const taken: string[] = [];
  const gate = Promise.withResolvers<void>();
  pair.first.answer('registry.deregister', async (id) => {
    taken.push(id);
    if (id === '0') await gate.promise;
  });
  pair.first.hear('queries.serve', (name) => void taken.push(name));
  const late = pair.worker.ask('registry.deregister', '0');
  pair.worker.tell('queries.serve', 'a word');
  await Promise.all(Array.from({ length: 100 }, (_, index) => pair.worker.ask('registry.deregister', `${index + 1}`)));
  gate.resolve();
  await late;
  expect(taken).toEqual(['0', 'a word', ...Array.from({ length: 100 }, (_, index) => `${index + 1}`)]);
});

test('what is said within one turn leaves in one write', async () => {
  const write = vi.spyOn(pair.workerSocket, 'write');
  pair.first.answer('registry.deregister', () => undefined);
  await Promise.all(Array.from({ length: 50 }, (_, index) => pair.worker.ask('registry.deregister', String(index))));
  expect(write).toHaveBeenCalledTimes(1);
});

test('a text of any length and kind arrives as it was', async () => {
  pair.first.answer('registry.find', async (service) => [{ service, id: '', host: '', port: 0 }]);
  for (const text of ['', '안녕 🙂\n"\\\u2028', '🙂'.repeat(300_000)]) {
    const [found] = await pair.worker.ask('registry.find', text);
    expect(found?.service === text).toBe(true);
  }
});

test('a refusal keeps its code, any other error its words', async () => {
  pair.first.answer('registry.deregister', async (id) => {
    throw id === 'refused' ? new DomainError('RATE_LIMITED', 'slowly', 5) : new TypeError('a defect');
  });
  const refused: unknown = await pair.worker.ask('registry.deregister', 'refused').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(DomainError);
  expect(refused).toMatchObject({ code: 'RATE_LIMITED', message: 'slowly', retryAfterMs: 5 });
  await expect(pair.worker.ask('registry.deregister', '')).rejects.toThrow('a defect');
});

test('the context goes along, and no further', async () => {
  const seen: (string | undefined)[] = [];
  pair.first.answer('registry.deregister', () => void seen.push(correlation.id()));
  await correlation.run('c-1', () => pair.worker.ask('registry.deregister', ''));
  await pair.worker.ask('registry.deregister', '');
  expect(seen).toEqual(['c-1', undefined]);
});

test('whoever waits for an answer hears that the other one has gone, and so does whoever asks later', async () => {
  pair.first.answer('registry.deregister', () => new Promise(() => undefined));
  const waiting = pair.worker.ask('registry.deregister', '').catch((error: unknown) => error);
  await pair.settle();
  await pair.first.close();
  expect(await waiting).toBeInstanceOf(LinkClosed);
  await pair.worker.closed;
  await expect(pair.worker.ask('registry.deregister', '')).rejects.toBeInstanceOf(LinkClosed);
});

test('nothing is kept without end for one that does not read', async () => {
  pair.workerSocket.pause();
  const megabyte = 'x'.repeat(1024 * 1024);
  for (let said = 0; said < 100; said++) pair.first.tell('queries.serve', megabyte);
  await expect(pair.first.closed).resolves.toBeUndefined();
});
