import { expect, it } from 'vitest';
import { PromMetrics } from './prom-metrics.js';

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

it('lets two share one number, but not as two kinds', async () => {
  const metrics = new PromMetrics();
  metrics.counter('maru_shared_total', 'Shared').add();
  metrics.counter('maru_shared_total', 'Shared').add();
  expect(await metrics.registry.metrics()).toContain('maru_shared_total 2');
  expect(() => metrics.gauge('maru_shared_total', 'Shared')).toThrow('another kind');
});
