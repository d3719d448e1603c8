import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Beginning } from '@maru/forwarded';
import type { Counter, Metrics, Platform } from '@maru/ports';
import { Logger } from '@nestjs/common';
import { within } from '../process/within.js';
import { WorkerProcess } from './worker-process.js';

const FIRST_BACK_OFF_MS = 100;
const LONGEST_BACK_OFF_MS = 10_000;
/** Whoever has lived so long did not end because of its start. */
const LONG_MS = 30_000;
const NUMBERS_MS = 1_000;

export interface WorkersSettings {
  readonly count: number;
  /** What a worker runs. */
  readonly program: string;
  /** All but the name of its gateway, which is this one's and a number that is never used twice. */
  readonly beginning: Beginning;
  readonly platform: Platform;
  readonly drainMs: number;
}

/** Gateways in processes of their own. Whatever becomes of one, there will be another. */
export class Workers {
  private readonly living = new Set<WorkerProcess>();
  private readonly logger = new Logger('Workers');
  private readonly ends: Counter;
  private isStopping = false;
  private named = 0;

  constructor(
    private readonly settings: WorkersSettings,
    metrics: Metrics,
  ) {
    this.ends = metrics.counter('maru_worker_ends_total', 'Workers that ended without being asked to');
    metrics.collect('maru_workers', 'Workers that take sockets', async () => this.ready().length);
  }

  /** They join when they are ready; until then the first process takes what comes. */
  start(): void {
    for (let place = 0; place < this.settings.count; place++) void this.keepOne();
  }

  /** To the one with the fewest. False: nobody is there. */
  take(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const [worker] = this.ready().toSorted((one, other) => one.lines - other.lines);
    return worker?.take(request, socket, head) ?? false;
  }

  /** Each worker's own, of those that tell them in time. */
  async numbers(): Promise<string[]> {
    const told: string[] = [];
    const asked = this.ready().map(async (worker) => {
      await within(
        NUMBERS_MS,
        worker.numbers().then(
          (text) => told.push(text),
          () => undefined,
        ),
      );
    });
    await Promise.all(asked);
    return [...told];
  }

  /** All drain at once. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const workers = [...this.living];
    for (const worker of workers) worker.stop();
    const gone = Promise.all(workers.map((worker) => worker.gone));
    if (await within(this.settings.drainMs, gone)) return;
    for (const worker of workers) worker.kill();
    await gone;
  }

  private ready(): WorkerProcess[] {
    return [...this.living].filter(({ takesSockets }) => takesSockets);
  }

  private async keepOne(): Promise<void> {
    const { clock } = this.settings.platform;
    let backOffMs = FIRST_BACK_OFF_MS;
    while (!this.isStopping) {
      const began = clock.now();
      const gatewayId = await this.runOne();
      if (this.isStopping) return;
      this.ends.add();
      if (clock.now() - began > LONG_MS) backOffMs = FIRST_BACK_OFF_MS;
      this.logger.error(`${gatewayId} has ended; another one comes in ${backOffMs} ms`);
      await clock.sleep(backOffMs);
      backOffMs = Math.min(2 * backOffMs, LONGEST_BACK_OFF_MS);
    }
  }

  /** Resolves when it has ended. */
  private async runOne(): Promise<string> {
    const { program, beginning, platform } = this.settings;
    this.named += 1;
    const gatewayId = `${beginning.gatewayId}.${this.named}`;
    const worker = WorkerProcess.start(program, gatewayId, platform);
    this.living.add(worker);
    try {
      await worker.begin({ ...beginning, gatewayId });
      this.logger.log(`${gatewayId} takes sockets (process ${worker.pid})`);
    } catch (error) {
      this.logger.error(`${gatewayId} cannot begin`, error instanceof Error ? error.stack : String(error));
      worker.kill();
    }
    await worker.gone;
    this.living.delete(worker);
    return gatewayId;
  }
}
