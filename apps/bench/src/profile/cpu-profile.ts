/** A `.cpuprofile` of V8, as a tree of calls with the time spent in each. */
import { z } from 'zod';
import type { Window } from '../measure/fan-out-trial.js';

const CpuProfile = z.object({
  nodes: z.array(
    z.object({
      id: z.int(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.int() }),
      children: z.array(z.int()).optional(),
    }),
  ),
  samples: z.array(z.int()),
  timeDeltas: z.array(z.int()),
  /** Of the monotonic clock, in microseconds. */
  startTime: z.number(),
});

export interface Call {
  readonly name: string;
  /** Microseconds in itself, and with all that it called. */
  self: number;
  total: number;
  readonly calls: Call[];
}

/** Of the samples within the last window in which its process lived: a peer may have been measured after it. */
export function callTree(text: string, windows: readonly Window[]): Call {
  const { nodes, samples, timeDeltas, startTime } = CpuProfile.parse(JSON.parse(text));
  const endTime = timeDeltas.reduce((time, took) => time + took, startTime);
  const { beganUs, endedUs } = windows.findLast((one) => one.beganUs < endTime && one.endedUs > startTime) ?? {
    beganUs: 0,
    endedUs: Infinity,
  };
  const selfOf = new Map<number, number>();
  let at = startTime;
  for (const [index, id] of samples.entries()) {
    const took = timeDeltas[index] ?? 0;
    at += took;
    if (at >= beganUs && at <= endedUs) selfOf.set(id, (selfOf.get(id) ?? 0) + Math.max(0, took));
  }
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const build = (id: number): Call => {
    const node = byId.get(id);
    const calls = (node?.children ?? []).map(build);
    const self = selfOf.get(id) ?? 0;
    return { name: nameOf(node?.callFrame), self, total: calls.reduce((sum, call) => sum + call.total, self), calls };
  };
  const root = build(nodes[0]?.id ?? 0);
  return { ...root, total: root.total - idleOf(root), calls: root.calls.filter(({ name }) => !IDLE.has(name)) };
}

const IDLE = new Set(['(idle)', '(program)']);

function idleOf({ calls }: Call): number {
  return calls.filter(({ name }) => IDLE.has(name)).reduce((sum, { total }) => sum + total, 0);
}

function nameOf(frame: { functionName: string; url: string; lineNumber: number } | undefined): string {
  if (frame === undefined) return '?';
  const file = frame.url.split('/').slice(-2).join('/');
  return file === '' ? frame.functionName || '(anonymous)' : `${frame.functionName || '(anonymous)'} ${file}:${frame.lineNumber + 1}`;
}

/** Where the time was spent, whoever called. */
export function topOf(root: Call, count: number): { name: string; share: number }[] {
  const self = new Map<string, number>();
  const visit = (call: Call) => {
    self.set(call.name, (self.get(call.name) ?? 0) + call.self);
    for (const one of call.calls) visit(one);
  };
  for (const call of root.calls) visit(call);
  const sorted = [...self].toSorted(([, a], [, b]) => b - a).slice(0, count);
  return sorted.map(([name, us]) => ({ name, share: us / root.total }));
}
