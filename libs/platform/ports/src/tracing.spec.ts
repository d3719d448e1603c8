import { afterEach, describe, expect, it } from 'vitest';
import { type SpanStart, traceparentFrom, tracing } from './tracing.js';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const one = `00-${ID}-00f067aa0ba902b7-01`;
const begun: SpanStart[] = [];
const ended: unknown[] = [];

function collect(): void {
  tracing.use({
    begin: (start) => {
      begun.push(start);
      return { traceparent: `00-${ID}-${String(begun.length).padStart(16, '0')}-01`, end: (error) => void ended.push(error) };
    },
  });
}
afterEach(() => {
  tracing.use(undefined);
  begun.length = 0;
  ended.length = 0;
});

describe('a claimed traceparent', () => {
  it.each([one, `00-${ID}-00f067aa0ba902b7-00`])('is taken as it is: %s', (claimed) => expect(traceparentFrom(claimed)).toBe(claimed));

  it('of a later version is read as far as ours goes', () => {
    expect(traceparentFrom(`01-${ID}-00f067aa0ba902b7-01-more`)).toBe(one);
  });

  it.each([
    undefined,
    [one],
    '',
    'hello',
    one.toUpperCase(),
    `${one}-more`,
    `${one} `,
    `ff-${ID}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${ID}-${'0'.repeat(16)}-01`,
    `00-${ID}-00f067aa0ba902b7`,
  ])('is passed over where it is none: %s', (claimed) => expect(traceparentFrom(claimed)).toBeUndefined());
});

describe('while nobody collects', () => {
  it('a trace of others goes on, and none begins', async () => {
    const seen = await tracing.run(one, () => tracing.span({ name: 'a', kind: 'server', begins: true }, async () => tracing.traceparent()));
    expect(seen).toBe(one);
    expect(await tracing.span({ name: 'a', kind: 'server', begins: true }, async () => tracing.traceId())).toBeUndefined();
    expect(tracing.begin({ name: 'a', kind: 'server', begins: true })).toBeUndefined();
  });
});

describe('while somebody collects', () => {
  it('a span is inside of the one around it', async () => {
    collect();
    await tracing.span({ name: 'outer', kind: 'server', begins: true }, () =>
      tracing.span({ name: 'inner', kind: 'internal' }, async () => expect(tracing.traceId()).toBe(ID)),
    );
    expect(begun).toMatchObject([
      { name: 'outer', parent: undefined },
      { name: 'inner', parent: `00-${ID}-0000000000000001-01` },
    ]);
    expect(ended).toEqual([undefined, undefined]);
  });

  it('what belongs to no trace makes no span, unless it begins or links some', () => {
    collect();
    expect(tracing.begin({ name: 'alone', kind: 'consumer' })).toBeUndefined();
    expect(tracing.begin({ name: 'many', kind: 'consumer', links: [one] })).toBeDefined();
  });

  it('one that begins does not go on with what happens to be around it, but with what it is told to', () => {
    collect();
    tracing.run(one, () => {
      tracing.begin({ name: 'frame', kind: 'server', begins: true });
      tracing.begin({ name: 'call', kind: 'server', begins: true, parent: one });
    });
    expect(begun.map(({ parent }) => parent)).toEqual([undefined, one]);
  });

  it('a failure ends its span, and comes through', async () => {
    collect();
    const failure = new Error('no');
    await expect(tracing.span({ name: 'a', kind: 'internal', parent: one }, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(ended).toEqual([failure]);
  });
});
