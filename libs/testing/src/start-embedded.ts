/** The real Maru of `apps/maru` in a process of its own: to be used, stopped, killed and started again. Needs a build. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SOCKET_PATH } from '@maru/contracts';
import { waitUntil } from './wait-until.js';

export interface EmbeddedOptions {
  /** A temporary folder without it, which `close` removes. */
  readonly data?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A free one without it. */
  readonly port?: number;
  readonly args?: readonly string[];
  /** Gateways in processes of their own, which are there when it is started. Without it as many as `MARU_E2E_WORKERS` says, or none. */
  readonly workers?: number;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const main = fileURLToPath(new URL('../../../apps/maru/dist/main.js', import.meta.url));
const living = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

export class EmbeddedMaru {
  private child: ChildProcess | undefined;
  private exited: Promise<Exit> = Promise.resolve({ code: null, signal: null });
  private printed = '';
  private port: number;

  constructor(
    readonly data: string,
    private readonly options: EmbeddedOptions,
    private readonly isTemporary: boolean,
  ) {
    this.port = options.port ?? 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }
  get wsUrl(): string {
    return `ws://127.0.0.1:${this.port}${SOCKET_PATH}`;
  }
  get pid(): number | undefined {
    return this.child?.pid;
  }
  private get workers(): number {
    return this.options.workers ?? Number(process.env['MARU_E2E_WORKERS'] ?? 0);
  }
  /** All that it printed, and logged, since the first start. */
  output(): string {
    return this.printed;
  }

  /** Resolves when it can be used. */
  async start(): Promise<void> {
    const { args = [], env = {} } = this.options;
    const flags = ['--port', String(this.port), '--data', this.data, '--workers', String(this.workers), ...args];
    const from = this.printed.length;
    const child = spawn(process.execPath, [main, ...flags], {
      env: { ...withoutOurs(process.env), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    living.add(child);
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (this.printed += text));
    this.exited = once(child, 'close').then(([code, signal]: unknown[]) => {
      living.delete(child);
      this.child = undefined;
      return { code: code as number | null, signal: signal as NodeJS.Signals | null };
    });
    await waitUntil(() => this.isUp(from), { timeoutMs: 55_000, what: 'a started Maru' });
  }

  /** Ends it as Ctrl+C does. */
  stop(): Promise<Exit> {
    return this.kill('SIGINT');
  }

  /** Resolves when it has gone. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<Exit> {
    this.child?.kill(signal);
    return await this.exited;
  }

  /** On the same port and data. Ends it first where it runs. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async close(): Promise<void> {
    await this.kill();
    if (this.isTemporary) await rm(this.data, { recursive: true, force: true });
  }

  /** Those that take sockets now. */
  async livingWorkers(): Promise<number> {
    const numbers = await (await fetch(`${this.url}/metrics`)).text();
    return Number(/^maru_workers (\d+)$/m.exec(numbers)?.[1] ?? 0);
  }

  private async isUp(from: number): Promise<boolean> {
    if (this.child === undefined) throw new Error(`Maru did not start:\n${this.printed.slice(from)}`);
    const found = /listening on http:\/\/[^\s"]+:(\d+)/.exec(this.printed.slice(from))?.[1];
    if (found === undefined) return false;
    this.port = Number(found);
    return (await fetch(`${this.url}/health`)).ok && (this.workers === 0 || (await this.livingWorkers()) === this.workers);
  }
}

export async function startEmbedded(options: EmbeddedOptions = {}): Promise<EmbeddedMaru> {
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'maru-')));
  const maru = new EmbeddedMaru(data, options, options.data === undefined);
  try {
    await maru.start();
    return maru;
  } catch (error) {
    await maru.close();
    throw error;
  }
}

/** Settings of the shell that runs the tests are not the tests'. */
function withoutOurs(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('MARU_')));
}
