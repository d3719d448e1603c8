import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tracing } from '@maru/ports';
import { expect, it } from 'vitest';
import { startTracing } from './start-tracing.js';

it('without an endpoint no span is made', async () => {
  const stop = await startTracing({ MARU_OTLP_ENDPOINT: undefined, MARU_TRACE_SHARE: 1 }, []);
  expect(tracing.begin({ name: 'a', kind: 'server', begins: true })).toBeUndefined();
  await stop();
});

it('with one, spans are, and belong together; of a share of 0 none is sent', async () => {
  const stop = await startTracing({ MARU_OTLP_ENDPOINT: 'http://127.0.0.1:9/', MARU_TRACE_SHARE: 0 }, []);
  await tracing.span({ name: 'a', kind: 'server', begins: true }, async () => {
    const outer = tracing.traceparent();
    expect(outer).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    await tracing.span({ name: 'b', kind: 'internal' }, async () => {
      expect(tracing.traceparent()).not.toBe(outer);
      expect(tracing.traceparent()?.slice(0, 35)).toBe(outer?.slice(0, 35));
    });
  });
  await stop();
  expect(tracing.begin({ name: 'a', kind: 'server', begins: true })).toBeUndefined();
});

it('a collector that does not answer holds nobody up for long', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const stop = await startTracing({ MARU_OTLP_ENDPOINT: endpoint, MARU_TRACE_SHARE: 1 }, []);
  tracing.begin({ name: 'a', kind: 'server', begins: true })?.end(new Error('no'));
  const asked = performance.now();
  await stop();
  expect(performance.now() - asked).toBeLessThan(4_000);
  silent.closeAllConnections();
  silent.close();
});
