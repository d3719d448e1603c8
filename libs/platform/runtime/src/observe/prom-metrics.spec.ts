import { Logger } from '@nestjs/common';
import { expect, it, vi } from 'vitest';
import { PromMetrics } from './prom-metrics.js';

Logger.overrideLogger(false);

it('counts, sets and observes, in the form that Prometheus reads', async () => {
  const metrics = new PromMetrics();
  metrics.counter('maru_frames_total', 'Frames', ['type']).add(2, { type: 'RESUME' });
  metrics.gauge('maru_sockets', 'Sockets').set(7);
  metrics.histogram('maru_seconds', 'Seconds', [0.1, 1]).observe(0.5);
  let asked = 0;
  metrics.collect('maru_dead_letters', 'Dead', async () => ++asked);
  const text = await metrics.registry.metrics();
  expect(text).toContain('maru_frames_total{type="RESUME"} 2');
  expect(text).toContain('maru_sockets 7');
  expect(text).toContain('maru_seconds_bucket{le="0.1"} 0');
  expect(text).toContain('maru_seconds_bucket{le="1"} 1');
  expect(text).toContain('maru_dead_letters 1');
});

it('counts what happens often apart, from nought on, and hands it over when somebody reads', async () => {
  const metrics = new PromMetrics();
  const counter = metrics.counter('maru_closes_total', 'Closes', ['reason']);
  const [slow, other] = [counter.with({ reason: 'slow' }), counter.with({ reason: 'slow' })];
  const seconds = metrics.histogram('maru_answer_seconds', 'Answers', [1], ['type']).with({ type: 'RESUME' });
  expect(await metrics.registry.metrics()).toContain('maru_closes_total{reason="slow"} 0');
  for (const one of [slow, other, slow]) one.add();
  metrics.counter('maru_closes_total', 'Closes', ['reason']).add(2, { reason: 'gone' });
  seconds.observe(0.5);
  for (let read = 0; read < 2; read++) {
    const text = await metrics.registry.metrics();
    expect(text).toContain('maru_closes_total{reason="slow"} 3');
    expect(text).toContain('maru_closes_total{reason="gone"} 2');
    expect(text).toContain('maru_answer_seconds_bucket{le="1",type="RESUME"} 1');
  }
});

it('observes by labels in whatever order they are said, and tells each number once', async () => {
  const metrics = new PromMetrics();
  const seconds = metrics.histogram('maru_query_seconds', 'Questions', [0.1, 1], ['query', 'outcome']);
  const byProm = vi.fn<() => void>();
  Object.defineProperty(metrics.registry.getSingleMetric('maru_query_seconds'), 'observe', { value: byProm });
  seconds.observe(0.05, { query: 'a', outcome: 'answered' });
  seconds.observe(0.5, { outcome: 'answered', query: 'a' });
  metrics
    .histogram('maru_query_seconds', 'Questions', [0.1, 1], ['query', 'outcome'])
    .with({ query: 'a' })
    .observe(7, { outcome: 'answered' });
  seconds.observe(0.5, { query: 'b', outcome: 'refused' });
  expect(byProm).not.toHaveBeenCalled();
  for (let read = 0; read < 2; read++) {
    const text = await metrics.registry.metrics();
    const lines = text.split('\n').filter((line) => line.includes('query="a"'));
    expect(lines.map((line) => line.split(' ').at(-1))).toEqual(['1', '2', '3', '7.55', '3']);
    expect(text).toContain('maru_query_seconds_count{query="b",outcome="refused"} 1');
  }
  expect(() => seconds.observe(Number.NaN, { query: 'a', outcome: 'answered' })).toThrow('NaN');
  expect(() => seconds.observe(1, { what: 'a' })).toThrow('what');
});

it('tells what is asked for as it is now, and goes without what cannot be read', async () => {
  const metrics = new PromMetrics(20);
  let lag = [{ value: 3, labels: { group: 'a' } }];
  metrics.collect('maru_lag', 'Lag', async () => lag, ['group']);
  metrics.collect('maru_failing', 'Failing', () => Promise.reject(new Error('no')));
  metrics.collect('maru_silent', 'Silent', () => Promise.withResolvers<number>().promise);
  expect(await metrics.registry.metrics()).toContain('maru_lag{group="a"} 3');
  lag = [];
  expect(await metrics.registry.metrics()).not.toContain('maru_lag{');
  lag = [{ value: 4, labels: { group: 'b' } }];
  const text = await metrics.registry.metrics();
  expect(text).toContain('maru_lag{group="b"} 4');
  expect(text).not.toMatch(/group="a"|maru_(failing|silent) \d/);
});

it('lets two share one number, but not as two kinds', async () => {
  const metrics = new PromMetrics();
  metrics.counter('maru_shared_total', 'Shared').add();
  metrics.counter('maru_shared_total', 'Shared').add();
  expect(await metrics.registry.metrics()).toContain('maru_shared_total 2');
  expect(() => metrics.gauge('maru_shared_total', 'Shared')).toThrow('another kind');
});
