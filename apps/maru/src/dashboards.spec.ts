/** The dashboards of deploy/grafana ask for numbers that exist: those of a started Maru, and those that a process of the cluster has besides. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ClusterNumbers } from '@maru/cluster';
import { Limits } from '@maru/contracts';
import { local } from '@maru/local';
import { type Known, PromMetrics, start } from '@maru/runtime';
import { Logger } from '@nestjs/common';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { services } from './services.js';

Logger.overrideLogger(false);

const Board = z.object({
  panels: z.array(z.object({ id: z.int(), title: z.string(), targets: z.array(z.object({ expr: z.string() })) })),
});
const folder = fileURLToPath(new URL('../../../deploy/grafana', import.meta.url));
/** What Prometheus puts on everything that it fetches, and what deploy/grafana/prometheus.yml adds. */
const everywhere = ['instance', 'job', 'app'];
const up: Known = { name: 'up', kind: 'gauge', labels: [] };

let known: ReadonlyMap<string, Known>;
/** What somebody is told who reads them. */
let told: string;
let panels: { where: string; id: string; exprs: string[] }[];

beforeAll(async () => {
  const ofCluster = new PromMetrics();
  new ClusterNumbers().register(ofCluster);
  const ofProcess = await readStarted();
  told = ofProcess.told + (await ofCluster.registry.metrics());
  known = new Map([...ofProcess.known, ...ofCluster.known(), up].map((one) => [one.name, one]));
  panels = await readPanels();
}, 60_000);

/** A process's numbers, when nothing has happened in it yet. */
async function readStarted(): Promise<{ known: readonly Known[]; told: string }> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'maru-numbers-'));
  const metrics = PromMetrics.ofProcess();
  const settings = { limits: Limits.parse({}), envOf: ({ env }: (typeof services)[number]) => env.parse({}), metrics, drainMs: 1_000 };
  const running = await start({ services, platform: await local({ dataFolder }), port: 0, host: '127.0.0.1', ...settings });
  try {
    const response = await fetch(`http://127.0.0.1:${running.port}/metrics`, { headers: { connection: 'close' } });
    return { known: metrics.known(), told: await response.text() };
  } finally {
    await running.stop();
    await rm(dataFolder, { recursive: true });
  }
}

async function readPanels() {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json'));
  const boards = files.map(async (file) => {
    const board = Board.parse(JSON.parse(await readFile(join(folder, file), 'utf8')));
    return board.panels.map(({ id, title, targets }) => ({
      where: `${file}: ${title}`,
      id: `${file} ${id}`,
      exprs: targets.map(({ expr }) => expr),
    }));
  });
  return (await Promise.all(boards)).flat();
}

it('a process tells the numbers that it knows, from its start on', () => {
  expect(known.get('maru_batch_seconds')).toEqual({
    name: 'maru_batch_seconds',
    kind: 'histogram',
    labels: ['service', 'topic', 'outcome'],
  });
  expect(known.get('process_cpu_seconds_total')?.kind).toBe('counter');
  const silent = [...known.values()].filter(({ name, kind }) => name !== 'up' && !told.includes(`# TYPE ${name} ${kind}`));
  expect(silent).toEqual([]);
});

it('each is named as Prometheus wants it, and explained', () => {
  const ours = [...known.values()].filter(({ name }) => name.startsWith('maru_'));
  const named = { counter: /_total$/, histogram: /_(seconds|records|commands)$/, gauge: /^(?!.*_(total|count|sum)$)/ };
  expect(ours.filter(({ name, kind }) => !named[kind as keyof typeof named].test(name))).toEqual([]);
  expect(ours.filter(({ name }) => !new RegExp(`^# HELP ${name} \\w`, 'm').test(told))).toEqual([]);
});

it('every query asks for what there is, by labels that it has', () => {
  const queries = panels.flatMap(({ where, exprs }) => exprs.map((expr) => ({ where, expr })));
  expect(queries.length).toBeGreaterThan(40);
  const faults = queries.flatMap(({ where, expr }) => faultsOf(expr).map((fault) => `${where}: ${fault}`));
  expect(faults).toEqual([]);
});

it('every number of ours is shown', () => {
  const asked = panels.flatMap(({ exprs }) => exprs).join(' ');
  expect([...known.keys()].filter((name) => name.startsWith('maru_') && !asked.includes(name))).toEqual([]);
});

it('each panel has a number of its own', () => {
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
});

it('a query for what is not there is found', () => {
  expect(faultsOf('sum by (colour) (rate(maru_gateway_sokets[1m]))')).toEqual(['maru_gateway_sokets', 'colour']);
  expect(faultsOf('sum(maru_batch_seconds)')).toEqual(['maru_batch_seconds']);
  expect(faultsOf('sum(maru_batch_seconds_sum{le="1"})')).toEqual(['le']);
  expect(faultsOf('1 + 1')).toEqual(['no number']);
});

/** The numbers and labels of a query that do not exist. */
function faultsOf(expr: string): string[] {
  const named = [...expr.matchAll(/\b(?:maru|process|nodejs)_[a-z0-9_]+|\bup\b/g)].map(([name]) => name);
  if (named.length === 0) return ['no number'];
  const labels = new Set([...everywhere, ...named.flatMap((name) => labelsOf(name) ?? [])]);
  const missing = named.filter((name) => labelsOf(name) === undefined);
  return [...missing, ...labelsIn(expr).filter((label) => !labels.has(label))];
}

/** A histogram is asked for by its parts; `le` comes with its buckets. */
function labelsOf(name: string): readonly string[] | undefined {
  const whole = known.get(name);
  if (whole && !['histogram', 'summary'].includes(whole.kind)) return whole.labels;
  const [, base = '', part] = /^(.*)_(bucket|sum|count)$/.exec(name) ?? [];
  const parts = known.get(base);
  if (parts === undefined || !['histogram', 'summary'].includes(parts.kind)) return undefined;
  return part === 'bucket' ? [...parts.labels, 'le'] : parts.labels;
}

function labelsIn(expr: string): string[] {
  const grouped = [...expr.matchAll(/\b(?:by|without) \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(', '));
  const matched = [...expr.matchAll(/([a-z]+)(?:=~?|!=|!~)"/g)].map(([, label = '']) => label);
  return [...grouped, ...matched];
}
