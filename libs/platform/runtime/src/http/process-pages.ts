/** What the process itself answers: whether it is well, and its numbers. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Health } from '../observe/health.js';
import type { PromMetrics } from '../observe/prom-metrics.js';
import { mergeNumbers } from '../workers/merge-numbers.js';
import type { Workers } from '../workers/workers.js';

export type Page = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Whether the process should be sent anybody: readiness. */
export function healthPage(health: Health): Page {
  return async (_request, response) => {
    const report = await health.report();
    response.writeHead(report.status === 'ok' ? 200 : 503, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    response.end(JSON.stringify(report));
  };
}

/** That the process answers at all. Whoever restarts what does not, asks here: one that drains, or waits for its database, is not dead. */
export const livePage: Page = async (_request, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end('{"status":"alive"}');
};

/** With those of the workers, which are told apart by their label. */
export function metricsPage(metrics: PromMetrics, workers?: Workers): Page {
  return async (_request, response) => {
    const [own, ...others] = await Promise.all([metrics.registry.metrics(), workers?.numbers() ?? []]);
    const body = others.flat().length === 0 ? own : mergeNumbers([own, ...others.flat()]);
    response.writeHead(200, { 'Content-Type': metrics.registry.contentType }).end(body);
  };
}
