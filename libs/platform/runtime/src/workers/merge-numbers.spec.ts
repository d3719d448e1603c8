import { expect, it } from 'vitest';
import { PromMetrics } from '../observe/prom-metrics.js';
import { mergeNumbers } from './merge-numbers.js';

async function numbersOf(sockets: number, gateway?: string): Promise<string> {
  const metrics = new PromMetrics();
  if (gateway !== undefined) metrics.registry.setDefaultLabels({ gateway });
  metrics.gauge('maru_gateway_sockets', 'Open sockets').set(sockets);
  metrics.histogram('maru_gateway_tick_seconds', 'Ticks', [1, 2], ['kind']).observe(1.5, { kind: 'wide' });
  if (gateway === 'gateway-1.2') metrics.counter('maru_seldom_total', 'Of one process alone').add(3);
  return metrics.registry.metrics();
}

it('each number stands in one place, with whose it is', async () => {
  const merged = mergeNumbers([await numbersOf(1), await numbersOf(20, 'gateway-1.1'), await numbersOf(300, 'gateway-1.2')]);
  expect(merged).toContain(`# HELP maru_gateway_sockets Open sockets
# TYPE maru_gateway_sockets gauge
maru_gateway_sockets 1
maru_gateway_sockets{gateway="gateway-1.1"} 20
maru_gateway_sockets{gateway="gateway-1.2"} 300
`);
  expect(merged.match(/^# TYPE/gm)).toHaveLength(3);
  expect(merged.match(/^maru_gateway_tick_seconds_bucket/gm)).toHaveLength(9);
  expect(merged.match(/^maru_gateway_tick_seconds_bucket{.*gateway="gateway-1.1".*} 1$/gm)).toHaveLength(2);
  expect(merged).toContain('maru_seldom_total{gateway="gateway-1.2"} 3');
});

it('of one process, it is what the process tells', async () => {
  const own = await numbersOf(1);
  expect(mergeNumbers([own]).trim()).toBe(own.trim());
});
