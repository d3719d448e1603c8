/** The one port of a process: calls to the services that are mounted, handshakes, and the process's own pages. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpError } from '@maru/contracts';
import { sendProblem, withRequestId } from '@maru/edge';
import { type Histogram, type Metrics, tracing } from '@maru/ports';
import { Logger } from '@nestjs/common';
import { MaruRequest, parentOf, pathOf } from './maru-request.js';
import type { Page } from './process-pages.js';
import type { UpgradeRoutes } from './upgrade-routes.js';
import type { WebFiles } from './web-files.js';

/** A caller who sends its request drop by drop holds a line for so long, not longer. */
const TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000, keepAliveTimeout: 60_000 };
const SECONDS = [0.005, 0.02, 0.1, 0.5, 2, 10];

interface Mount {
  readonly path: string;
  readonly listener: RequestListener;
}

export class HttpServer {
  private readonly logger = new Logger('Http');
  private readonly mounts: Mount[] = [];
  private readonly pages = new Map<string, Page>();
  private web: WebFiles | undefined;
  private readonly server: Server;
  private readonly took: Histogram;

  constructor(upgrades: UpgradeRoutes, metrics: Metrics) {
    this.took = metrics.histogram('maru_http_seconds', 'Time that a call took', SECONDS, ['method', 'status']);
    this.server = createServer({ ...TIMEOUTS, IncomingMessage: MaruRequest, maxHeaderSize: 16_384 });
    this.server.on('request', (request, response) => this.answer(request, response));
    this.server.on('upgrade', (request, socket, head) => tracing.run(parentOf(request), () => upgrades.take(request, socket, head)));
  }

  mount(path: string, listener: RequestListener): void {
    this.mounts.push({ path, listener });
  }

  page(path: string, page: Page): void {
    this.pages.set(path, page);
  }

  /** What no page and no mount takes is offered to the web client. */
  serve(web: WebFiles): void {
    this.web = web;
  }

  /** Resolves to the port. */
  async listen(port: number, host: string): Promise<number> {
    this.server.listen(host === '' ? { port } : { port, host });
    await once(this.server, 'listening');
    this.server.on('error', (error) => this.logger.error(error));
    return (this.server.address() as AddressInfo).port;
  }

  /** Takes no new lines. Resolves when the open calls are answered. */
  async close(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeIdleConnections();
    await closed;
  }

  cutOff(): void {
    this.server.closeAllConnections();
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const started = performance.now();
    const method = request.method ?? '';
    response.once('close', () => {
      const ms = performance.now() - started;
      this.took.observe(ms / 1_000, { method, status: String(response.statusCode) });
      this.logger.debug(`${method} ${pathOf(request)} ${response.statusCode} ${Math.round(ms)} ms`);
    });
    withRequestId(request, response, () => this.route(request, response));
  }

  private route(request: IncomingMessage, response: ServerResponse): void {
    const path = pathOf(request);
    const page = request.method === 'GET' || request.method === 'HEAD' ? this.pages.get(path) : undefined;
    // A browser that goes to an address wants our page there, whoever else has calls at it.
    const isVisit = this.web?.isPage(request) === true;
    const mount = isVisit ? undefined : this.mounts.find((candidate) => path === candidate.path || path.startsWith(`${candidate.path}/`));
    if (page) page(request, response).catch((error: unknown) => sendProblem(request, response, error));
    else if (mount) this.call(mount, request, response);
    else if (!this.web?.take(request, response)) sendProblem(request, response, new HttpError('NOT_FOUND'));
  }

  /** A caller's own trace goes on here; the process's pages, which are asked for every few seconds, are no part of any. */
  private call({ path, listener }: Mount, request: IncomingMessage, response: ServerResponse): void {
    const method = request.method ?? '';
    const attributes = { 'http.request.method': method, 'url.path': pathOf(request) };
    const parent = parentOf(request);
    const span = tracing.begin({ name: `${method} ${path}`, kind: 'server', begins: true, parent, attributes });
    if (span !== undefined) response.once('close', () => span.end(response.statusCode < 500 ? undefined : response.statusCode));
    tracing.run(span?.traceparent ?? parent, () => listener(request, response));
  }
}
