/** The dashboards of deploy/grafana ask for numbers that exist. */
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

interface Metric {
  readonly kind: string;
  readonly labels: readonly string[];
}

const Board = z.object({
  panels: z.array(z.object({ id: z.int(), title: z.string(), targets: z.array(z.object({ expr: z.string() })) })),
});

const top = fileURLToPath(new URL('../../../../..', import.meta.url));
const folder = join(top, 'deploy', 'grafana');
/** What Prometheus puts on everything that it fetches, and what deploy/grafana/prometheus.yml adds. */
const everywhere = ['instance', 'job', 'app'];
const metrics = new Map<string, Metric>([...own(), ...(await nodes()), ['up', { kind: 'gauge', labels: [] }]]);

const panels = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .flatMap((file) => Board.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))).panels.map((panel) => ({ file, ...panel })));
const queries = panels.flatMap(({ file, title, targets }) => targets.map(({ expr }) => ({ where: `${file}: ${title}`, expr })));

describe('dashboards', () => {
  it('know the numbers of ours and of Node', () => {
    expect(metrics.get('maru_batch_seconds')).toEqual({ kind: 'histogram', labels: ['service', 'topic', 'outcome'] });
    expect(metrics.get('process_cpu_seconds_total')?.kind).toBe('counter');
    expect(queries.length).toBeGreaterThan(15);
  });

  it.each(queries)('$where asks for what there is', ({ expr }) => {
    const named = [...expr.matchAll(/\b(?:maru|process|nodejs)_[a-z0-9_]+|\bup\b/g)].map(([name]) => name);
    expect(named).not.toEqual([]);
    expect(named.filter((name) => find(name) === undefined)).toEqual([]);
    const labels = new Set([...everywhere, ...named.flatMap((name) => find(name)?.labels ?? [])]);
    expect(labelsIn(expr).filter((label) => !labels.has(label))).toEqual([]);
  });

  it('show every number of ours', () => {
    const asked = queries.map(({ expr }) => expr).join(' ');
    expect([...metrics.keys()].filter((name) => name.startsWith('maru_') && !asked.includes(name))).toEqual([]);
  });

  it('give each panel a number of its own', () => {
    const keys = panels.map(({ file, id }) => `${file} ${id}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

/** A histogram is asked for by its parts; `le` comes with its buckets. */
function find(name: string): Metric | undefined {
  const whole = metrics.get(name);
  if (whole && whole.kind !== 'histogram') return whole;
  const [, base = '', part] = /^(.*)_(bucket|sum|count)$/.exec(name) ?? [];
  const parts = metrics.get(base);
  if (parts === undefined || !['histogram', 'summary'].includes(parts.kind)) return undefined;
  return part === 'bucket' ? { ...parts, labels: [...parts.labels, 'le'] } : parts;
}

function labelsIn(expr: string): string[] {
  const grouped = [...expr.matchAll(/\b(?:by|without) \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(', '));
  const matched = [...expr.matchAll(/([a-z]+)(?:=~?|!=|!~)"/g)].map(([, label = '']) => label);
  return [...grouped, ...matched];
}

/** As our sources make them. */
function own(): [string, Metric][] {
  const call = /\b(counter|gauge|histogram|collect)\(\s*'(maru_[a-z_]+)'([^;]*?)\);/g;
  return globSync('libs/**/src/**/*.ts', { cwd: top, exclude: (name) => name === 'node_modules' || name === 'dist' })
    .filter((file) => !/\.(spec|fixture|contract)\.ts$/.test(file))
    .flatMap((file) => [...readFileSync(join(top, file), 'utf8').matchAll(call)])
    .map(([, kind = '', name = '', rest = '']) => {
      const list = /\[((?:'[a-z]+'(?:, )?)+)\]\s*,?\s*$/.exec(rest)?.[1] ?? '';
      const labels = [...list.matchAll(/'([a-z]+)'/g)].map(([, label = '']) => label);
      return [name, { kind: kind === 'collect' ? 'gauge' : kind, labels }];
    });
}

/** What the client for Prometheus tells of Node by itself. */
async function nodes(): Promise<[string, Metric][]> {
  const register = new Registry();
  collectDefaultMetrics({ register });
  return (await register.getMetricsAsJSON()).map(({ name, type, values }) => {
    const labels = values.flatMap((value) => Object.keys(value.labels));
    return [name, { kind: String(type), labels: [...new Set(labels)] }];
  });
}
