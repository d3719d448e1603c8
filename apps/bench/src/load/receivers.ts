/** The crowd that hears: a program of its own, which counts what arrives. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { compiledReceiver } from './compile.js';

const Report = z.object({
  open: z.int(),
  ready: z.int(),
  gone: z.int(),
  messages: z.int(),
  bytes: z.int(),
  reads: z.int(),
  /** Messages of the socket that got fewest, and of the one that got most. */
  least: z.int(),
  most: z.int(),
  nowUs: z.int(),
  /** When the last message came. */
  lastUs: z.int(),
  samples: z.int(),
  worstUs: z.int(),
  took: z.array(z.tuple([z.int(), z.int()])),
});
export type Report = z.infer<typeof Report>;

export interface ReceiverSettings {
  /** Taken in turn. */
  readonly ports: readonly number[];
  readonly sockets: number;
  /** Used in turn. */
  readonly handshakes: readonly string[];
  readonly kind?: 'ws' | 'nats';
  readonly hello?: string;
  readonly ready?: string;
  readonly count?: string;
  readonly sample?: number;
  readonly stalled?: number;
  readonly flight?: number;
}

const CONNECT_PATIENCE_MS = 300_000;

export class Receivers {
  private readonly waiting: ((report: Report) => void)[] = [];

  private constructor(
    private readonly child: ChildProcess,
    private readonly settings: ReceiverSettings,
    readonly isCompiled: boolean,
  ) {
    createInterface({ input: child.stdout! }).on('line', (line) => this.waiting.shift()?.(Report.parse(JSON.parse(line))));
  }

  /** Opens the sockets, without waiting for them. */
  static start(settings: ReceiverSettings): Receivers {
    const { ports, sockets, handshakes, ...more } = settings;
    const folder = mkdtempSync(join(tmpdir(), 'maru-bench-'));
    const requests = join(folder, 'handshakes');
    writeFileSync(requests, handshakes.map((request) => `${request}---\n`).join(''));
    const given = Object.entries(more).map(([name, value]) => `${name}=${value}`);
    const args = [ports.join(','), String(sockets), requests, ...given];
    const compiled = compiledReceiver();
    const script = fileURLToPath(new URL('./receiver.program.js', import.meta.url));
    const child =
      compiled === undefined
        ? spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
        : spawn(compiled, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    child.on('close', () => rmSync(folder, { recursive: true, force: true }));
    return new Receivers(child, settings, compiled !== undefined);
  }

  static async open(settings: ReceiverSettings): Promise<Receivers> {
    const receivers = Receivers.start(settings);
    await receivers.allReady();
    return receivers;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get sockets(): number {
    return this.settings.sockets;
  }

  async allReady(patienceMs = CONNECT_PATIENCE_MS): Promise<void> {
    const end = performance.now() + patienceMs;
    for (;;) {
      const { ready, gone } = await this.report();
      if (ready === this.sockets) return;
      if (gone > 0 || performance.now() > end) {
        this.close();
        throw new Error(`${ready} of ${this.sockets} sockets are ready, ${gone} were closed`);
      }
      await wait(50);
    }
  }

  /** Forgets what was counted. */
  begin(): void {
    this.child.stdin?.write('begin\n');
  }

  report(): Promise<Report> {
    return new Promise((resolve, reject) => {
      if (this.child.exitCode !== null) reject(new Error('the receivers have gone'));
      this.waiting.push(resolve);
      this.child.stdin?.write('report\n');
    });
  }

  close(): void {
    this.child.stdin?.end();
  }
}
