import { DomainError, FilterReadable, FindNotified, FindUnread, type Query } from '@maru/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { correlation } from './correlation.js';
import { type Queries, QueryUnavailable } from './queries.js';
import { tracing } from './tracing.js';
import { aTraceparent, type Make, type UnderTest } from './under-test.js';

/** Longer than any adapter's deadline. */
const TOO_LONG = 6_000;
const Echo: Query<z.ZodObject<{ text: z.ZodString; at: z.ZodOptional<z.ZodInt> }>, z.ZodObject<{ text: z.ZodString }>> = {
  name: 'message.echo',
  owner: 'message',
  ask: z.object({ text: z.string(), at: z.int().optional() }),
  answer: z.object({ text: z.string() }),
};

export function queriesContract(name: string, make: Make<UnderTest<Queries>>): void {
  describe(`${name} keeps the contract of Queries`, { timeout: 30_000 }, () => {
    let queries: UnderTest<Queries>;
    beforeEach(async () => {
      queries = await make();
    });
    afterEach(() => queries.close());

    test('an answer comes back', async () => {
      queries.subject.serve(FilterReadable, async ({ channelIds }) => ({ channelIds: channelIds.filter((id) => id % 2 === 0) }));
      expect(await queries.subject.ask(FilterReadable, { userId: 1, channelIds: [1, 2, 3, 4] })).toEqual({ channelIds: [2, 4] });
    });

    test('what is on the way is JSON', async () => {
      const asked = { text: '안녕\u0007 "🙂"', at: undefined };
      queries.subject.serve(Echo, async (input) => {
        expect(input).toStrictEqual({ text: asked.text });
        return { text: input.text, more: 'than was agreed' };
      });
      expect(await queries.subject.ask(Echo, asked)).toStrictEqual({ text: asked.text });
    });

    test('a refusal arrives with its code, its words and its time', async () => {
      queries.subject.serve(FindNotified, async () => {
        throw new DomainError('RATE_LIMITED', 'slowly', 1_234);
      });
      const refusal: unknown = await queries.subject.ask(FindNotified, { channelId: 1 }).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(DomainError);
      expect(refusal).toMatchObject({ code: 'RATE_LIMITED', message: 'slowly', retryAfterMs: 1_234 });
    });

    test('a failure arrives as "unavailable"', async () => {
      queries.subject.serve(FindNotified, async () => {
        throw new TypeError('a defect');
      });
      await expect(queries.subject.ask(FindNotified, { channelId: 1 })).rejects.toBeInstanceOf(QueryUnavailable);
    });

    test('a question that does not fit is not asked', async () => {
      let asked = 0;
      queries.subject.serve(FindNotified, async () => {
        asked++;
        throw new Error('asked all the same');
      });
      await expect(queries.subject.ask(FindNotified, { channelId: -1 })).rejects.toThrow('channelId');
      expect(asked).toBe(0);
    });

    test('an answer that does not fit does not arrive', async () => {
      queries.subject.serve(FindNotified, async () => ({
        title: 'a',
        kind: 'GROUP' as const,
        members: [{ userId: 0.5, username: 'half', notify: 'ALL' as const }],
      }));
      await expect(queries.subject.ask(FindNotified, { channelId: 1 })).rejects.toBeInstanceOf(QueryUnavailable);
    });

    test('nobody there, or no answer in time: unavailable', async () => {
      const nobody = queries.subject.ask(FindNotified, { channelId: 1 });
      queries.subject.serve(FindUnread, () => new Promise(() => undefined));
      const late = queries.subject.ask(FindUnread, { userId: 1, channelIds: [] });
      const both = Promise.allSettled([nobody, late]);
      await queries.pass(TOO_LONG);
      for (const outcome of await both) expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'QueryUnavailable' } });
    });

    test('the same question is not served twice', () => {
      queries.subject.serve(Echo, async (input) => input);
      expect(() => queries.subject.serve(Echo, async (input) => input)).toThrow(Echo.name);
    });

    test('the correlation id goes with the question', async () => {
      queries.subject.serve(Echo, async () => ({ text: correlation.id() ?? 'none' }));
      const ask = () => queries.subject.ask(Echo, { text: '' });
      expect(await correlation.run('c-1', ask)).toEqual({ text: 'c-1' });
      expect(await ask()).toEqual({ text: 'none' });
    });

    test('the trace goes with the question', async () => {
      queries.subject.serve(Echo, async () => ({ text: tracing.traceparent() ?? 'none' }));
      const ask = () => queries.subject.ask(Echo, { text: '' });
      expect(await tracing.run(aTraceparent(1), ask)).toEqual({ text: aTraceparent(1) });
      expect(await ask()).toEqual({ text: 'none' });
    });

    test('many questions at once each get their own answer', async () => {
      queries.subject.serve(Echo, async (input) => {
        await new Promise((resolve) => setImmediate(resolve));
        return input;
      });
      const texts = Array.from({ length: 100 }, (_, index) => String(index));
      const answers = await Promise.all(texts.map((text) => queries.subject.ask(Echo, { text })));
      expect(answers.map(({ text }) => text)).toEqual(texts);
    });
  });
}
